import { requestText, type Wire, type WireAnswer, type WireRequest } from './wire.js';

/**
 * How far every request of a volley is when it is let go: `unsent`; `sent` to the service but for its last byte; or
 * `judged`, its preconditions found to hold, which the service says with 100 (Continue).
 */
export type Barrier = 'unsent' | 'sent' | 'judged';

/**
 * Sends each request over a connection of its own as far as `barrier` says, then the rest of all together, in the order
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
    const text = requestText({ ...request, fields });
    const early = barrier === 'unsent' ? 0 : text.length - 1;
    return { wire, waits, method: request.method, early: text.slice(0, early), late: text.slice(early) };
  });
  await Promise.all(
    shots.map(async ({ wire, waits, early }) => {
      await wire.write(early);
      if (waits) await wire.continued();
    }),
  );
  const answers = shots.map(({ wire, method }) => wire.answer(method));
  for (const { wire, late } of shots) wire.socket.write(late);
  return Promise.all(answers);
}

/** How many answers have each status. */
export function tally(answers: readonly WireAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
