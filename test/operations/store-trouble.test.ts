// A store that fails for thousands of requests makes few lines, and none is forgotten.
import { StoreTrouble } from '../../src/operations/store-trouble.js';
import { StoreFailure } from '../../src/store/index.js';

interface Line {
  readonly event: string;
  readonly reason: unknown;
  readonly unreported: unknown;
}

function watched(): { trouble: StoreTrouble; lines: Line[]; time: { now: number } } {
  const lines: Line[] = [];
  const time = { now: 0 };
  const log = {
    event: (_level: string, event: string, members: Readonly<Record<string, unknown>> = {}) =>
      void lines.push({ event, reason: members['reason'], unreported: members['unreported'] }),
  };
  return { trouble: new StoreTrouble(log, () => time.now), lines, time };
}

it('is one line in ten seconds for each reason, with how many there were since the last one', () => {
  const { trouble, lines, time } = watched();
  for (let n = 0; n < 1000; n += 1) trouble.notice(new StoreFailure('busy'));
  trouble.notice(new StoreFailure('full'));
  time.now = 10_001;
  trouble.notice(new StoreFailure('busy'));
  expect(lines).toEqual([
    { event: 'store-failure', reason: 'busy', unreported: undefined },
    { event: 'store-failure', reason: 'full', unreported: undefined },
    { event: 'store-failure', reason: 'busy', unreported: 999 },
  ]);
});

it('is none for a defect, which is logged elsewhere', () => {
  const { trouble, lines } = watched();
  trouble.notice(new TypeError('a defect'));
  expect(lines).toEqual([]);
});
