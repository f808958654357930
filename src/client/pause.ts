/** Waits `milliseconds`, or rejects with the signal's reason as soon as it is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Milliseconds before attempt `n + 1`: twice as many each time up to `most`, and random, so that clients part. */
export function backoff(
  n: number,
  { first, most }: { readonly first: number; readonly most: number },
): number {
  return Math.random() * Math.min(most, first * 2 ** Math.min(n, 20));
}
