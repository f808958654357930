// F25: a handler whose client has left is waited for, but not for ever.
import type { IncomingMessage } from 'node:http';
import { Traffic } from '../../src/operations/traffic.js';

const OPTIONS = { logRequests: false, proxies: 0, serverTiming: false };
const OUTCOME = { kind: 'removed' } as const;

function traffic(): Traffic {
  return new Traffic({ event: () => {} }, OPTIONS, () => undefined);
}

const request = () => ({ method: 'DELETE', headers: {} }) as IncomingMessage;

it('who waits for the work to end hears of it when the last request has ended, and at once when there is none', async () => {
  const watched = traffic();
  await watched.idle(60_000);
  const [one, two] = [request(), request()];
  watched.begun(one);
  watched.begun(two);
  let idle = false;
  const waiting = watched.idle(60_000).then(() => (idle = true));
  watched.ended(one, OUTCOME);
  // An end that is told twice counts once.
  watched.ended(one, OUTCOME);
  await Promise.resolve();
  expect([idle, watched.working]).toEqual([false, 1]);
  watched.ended(two, OUTCOME);
  await waiting;
  expect([idle, watched.working]).toEqual([true, 0]);
});

it('work that does not end is waited for as long as was said', async () => {
  const watched = traffic();
  watched.begun(request());
  await watched.idle(20);
  expect(watched.working).toBe(1);
});
