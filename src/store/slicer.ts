/** Milliseconds of reading after which others get a turn. */
const SLICE = 8;

/**
 * Lets the event loop breathe in long reads: call the result once a row. Reads that share one share its time: after each
 * slice one of them goes on, so that however many there are, others wait for one slice and not for one of each.
 */
export function slicer(): () => Promise<void> | undefined {
  let started = performance.now();
  const waiting: (() => void)[] = [];
  const next = () => {
    started = performance.now();
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  };
  return () => {
    if (waiting.length === 0 && performance.now() - started < SLICE) return undefined;
    return new Promise((resolve) => {
      if (waiting.push(resolve) === 1) setImmediate(next);
    });
  };
}
