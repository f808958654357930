import type { Bench } from '../http/support.js';
import { allItems, OfflineCopy, useFiles, type Data, type Policy } from './offline-support.js';

/** Decides about a request: what happens before it is sent, and after it was performed. */
export type Network = (
  send: () => Promise<Response>,
  request: { method: string; uri: string },
) => Promise<Response>;

const calm: Network = (send) => send();

/** Copies of collections of the tests' own; call it at the top level. */
export function useCopies(bench: Bench) {
  const file = useFiles();
  /** A copy with a network that the test can replace, and another client to write behind its back. */
  return async function copies(settings = '{}') {
    const { uri, document, list } = await bench.collection(settings);
    const make = (path = file(), resolve?: Policy) => {
      const state = { network: calm, keys: [] as (string | undefined)[] };
      const copy = new OfflineCopy({
        collection: `${bench.url}${uri}`,
        file: path,
        ...(resolve !== undefined && { resolve }),
        fetch: (target, init) => {
          const { method = 'GET' } = init ?? {};
          if (method !== 'GET')
            state.keys.push(new Headers(init?.headers).get('Idempotency-Key') ?? undefined);
          return state.network(() => fetch(target, init), { method, uri: target as string });
        },
      });
      return { copy, state, path };
    };
    const there = async (id: string) => {
      const answer = await bench.client.get(document(id));
      return answer.status === 200 ? answer.json<Data>() : answer.status;
    };
    const items = () => allItems(bench.client, list);
    const revisions = async (id: string) =>
      (await bench.client.get(`${document(id)}/revisions`))
        .json<{ items: { operation: string }[] }>()
        .items.map(({ operation }) => operation);
    return { uri, list, document, make, there, items, revisions };
  };
}
