// What is left to do after a purge: also when somebody still reads what was there before.
import { EventEmitter, once } from 'node:events';
import { Scrubber } from '../../src/storage/sqlite/scrubber.js';

const PATIENCE = { pauses: [0, 0], later: 1 };

/** A scrubber whose log is held for the first `held` attempts to empty it, and whose sweep has `steps` to do. */
function scrubber({ held = 0, steps = 0, broken = 0 }) {
  const events = new EventEmitter();
  const seen = { attempts: 0, steps: 0, failures: [] as unknown[] };
  const made = new Scrubber(
    {
      emptyLog: () => {
        seen.attempts++;
        if (seen.attempts <= broken) throw new Error('broken');
        const emptied = seen.attempts > held + broken;
        if (emptied) events.emit('emptied');
        return emptied;
      },
    },
    {
      condemned: () => seen.steps < steps,
      step: async () => {
        seen.steps++;
        return { removed: 1, next: null };
      },
    },
    (error) => seen.failures.push(error),
    PATIENCE,
  );
  return { made, seen, emptied: once(events, 'emptied') };
}

describe('the scrubber', () => {
  it('removes all that is condemned, then empties the log', async () => {
    const { made, seen } = scrubber({ steps: 3 });
    await made.run();
    expect(seen).toEqual({ attempts: 1, steps: 3, failures: [] });
  });

  it('lets nobody wait for a long read, and empties the log when that has ended', async () => {
    const { made, seen, emptied } = scrubber({ held: 7 });
    await made.run();
    expect(seen.attempts).toBe(2);
    await emptied;
    expect(seen).toEqual({ attempts: 8, steps: 0, failures: [] });
  });

  it('reports a failure and tries again: the purge stands', async () => {
    const { made, seen, emptied } = scrubber({ broken: 1 });
    await made.run();
    await emptied;
    expect(seen.failures).toEqual([new Error('broken')]);
  });

  it('does nothing any more when it was stopped', async () => {
    const { made, seen } = scrubber({ held: 100 });
    made.stop();
    await made.run();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(seen.attempts).toBe(2);
  });
});
