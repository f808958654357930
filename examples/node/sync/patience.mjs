// Ends a request that takes too long or is called off. `AbortSignal.any` and `AbortSignal.timeout` would be shorter, but
// in Node 20 such signals can be garbage-collected before they fire, and the request then waits for ever.

/** What `work` comes to, given a signal to stop by; rejects after `seconds`, or as soon as one of `signals` is aborted. */
export async function withPatience(seconds, signals, work) {
  const end = new AbortController();
  let stop;
  const stopped = new Promise((_, reject) => {
    stop = () => {
      end.abort();
      // Not left to fetch, which can lose its hold on the signal in the same way.
      reject(new Error('called off, or too slow'));
    };
  });
  const timer = setTimeout(() => stop(), seconds * 1000);
  for (const signal of signals) {
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  }
  try {
    return await Promise.race([work(end.signal), stopped]);
  } finally {
    clearTimeout(timer);
    for (const signal of signals) signal.removeEventListener('abort', stop);
  }
}
