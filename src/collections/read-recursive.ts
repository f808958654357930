import { type Incoming, readQuery, refuseParameter, type Refusal } from '../http/index.js';

/** Whether a DELETE may take the documents of the collection with it; or the 400. */
export function readRecursive(
  incoming: Incoming,
): { readonly kind: 'recursive'; readonly value: boolean } | Refusal {
  const query = readQuery(incoming.query, ['recursive']);
  if (query.kind === 'refused') return query;
  const text = query.values.recursive ?? 'false';
  if (text === 'true' || text === 'false') return { kind: 'recursive', value: text === 'true' };
  return refuseParameter('recursive', `recursive must be true or false, not ${JSON.stringify(text)}.`);
}
