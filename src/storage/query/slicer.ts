/** Milliseconds of reading after which others get a turn. */
const SLICE = 8;

/** Lets the event loop breathe in long reads: call it once a row. */
export function slicer(): () => Promise<void> | undefined {
  let started = performance.now();
  return () => {
    if (performance.now() - started < SLICE) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        started = performance.now();
        resolve();
      });
    });
  };
}
