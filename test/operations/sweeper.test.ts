import { Sweeper } from '../../src/operations/index.js';
import { type Milliseconds, StoreFailure } from '../../src/store/index.js';

type Sweep = { readonly removed: number; readonly next: Milliseconds | null };

/** A sweeper over scripted records and a clock that only the test moves; notes the delay before each look. */
function bench(...answers: readonly (Sweep | Error)[]) {
  const delays: number[] = [];
  const failures: unknown[] = [];
  const rest = [...answers];
  let run: (() => void) | undefined;
  const sweep = async (): Promise<Sweep> => {
    const answer = rest.shift();
    if (answer === undefined) throw new Error('one look too many');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const sweeper = new Sweeper({ sweep }, (error) => failures.push(error), {
    now: () => 0,
    schedule(next, delay) {
      delays.push(delay);
      run = next;
      return () => (run = undefined);
    },
  });
  return {
    sweeper,
    delays,
    failures,
    looks: async (times: number): Promise<void> => {
      for (let look = 0; look < times; look += 1) {
        run?.();
        // The look, and what follows it, are promises that wait for nothing.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

const at = (next: number | null, removed = 0): Sweep => ({ removed, next: next as Milliseconds | null });

describe('the sweeper of idempotency records', () => {
  it('goes on soon while a step was full, then waits for the next record to expire, within bounds', async () => {
    const { sweeper, delays, looks } = bench(
      at(-1, 500),
      at(1, 3),
      at(60_000),
      at(99_999_999),
      at(null),
      at(null),
    );
    sweeper.start();
    await looks(5);
    expect(delays).toEqual([1000, 20, 10_000, 60_000, 600_000, 600_000]);
  });

  it('tries again after a failure, and does not report a busy store', async () => {
    const broken = new Error('broken');
    const { sweeper, delays, failures, looks } = bench(new StoreFailure('busy'), broken, at(null));
    sweeper.start();
    await looks(3);
    expect(delays).toEqual([1000, 10_000, 600_000, 600_000]);
    expect(failures).toEqual([broken]);
  });

  it('does not look again once it is stopped', async () => {
    const { sweeper, delays, looks } = bench(at(null));
    sweeper.start();
    await sweeper.stop();
    await looks(1);
    expect(delays).toEqual([1000]);
  });
});
