import { requestText, type Wire, type WireAnswer, type WireRequest } from './wire.js';

/**
 * How far every request of a volley is when the last bytes are let go: `sent` to the service but for that byte; or
 * `judged`, its preconditions found to hold, which the service says with 100 (Continue).
 */
export type Barrier = 'sent' | 'judged';

/**
 * Sends all but the last byte of each request over a connection of its own, then the last bytes together, in the order
 * of `requests`. The bodies must be ASCII. Resolves with the answers in the same order.
 */
export async function volley(
  wires: readonly Wire[],
  requests: readonly WireRequest[],
  barrier: Barrier = 'sent',
): Promise<WireAnswer[]> {
  const shots = requests.map((request, index) => {
    const wire = wires[index];
    if (wire === undefined) throw new Error('more requests than connections');
    const waits = barrier === 'judged' && request.body !== undefined;
    const fields = { ...request.fields, ...(waits && { Expect: '100-continue' }) };
    return { wire, waits, method: request.method, text: requestText({ ...request, fields }) };
  });
  await Promise.all(
    shots.map(async ({ wire, waits, text }) => {
      await wire.write(text.slice(0, -1));
      if (waits) await wire.continued();
    }),
  );
  const answers = shots.map(({ wire, method }) => wire.answer(method));
  for (const { wire, text } of shots) wire.socket.write(text.slice(-1));
  return Promise.all(answers);
}

/** How many answers have each status. */
export function tally(answers: readonly WireAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
