import type { Preconditions } from '../conditional/index.js';
import type { Refusal } from '../http/index.js';
import { changedPointers, parseJson } from '../json/index.js';
import { readRevisionTag } from '../representation/index.js';
import type { DocumentHead, DocumentKey, DocumentReader } from '../store/index.js';

/**
 * A 412 with everything its client needs to merge: the current data, the data that its tag named while history has
 * it, and the pointers of what changed in between. For those who asked with `Prefer: return=representation`.
 */
export async function explainConflict(
  store: DocumentReader,
  key: DocumentKey,
  head: DocumentHead,
  preconditions: Preconditions,
  refusal: Refusal,
): Promise<Refusal> {
  const text = await store.text(key, head.revision);
  if (text === undefined) return refusal;
  const data = parseJson(text);
  const base = await readBase(store, key, preconditions);
  const current = { ...(refusal.problem.members?.['current'] as object), data };
  const members = {
    ...refusal.problem.members,
    current,
    ...(base !== undefined && { base, conflicts: changedPointers(base, data) }),
  };
  return {
    ...refusal,
    problem: { ...refusal.problem, members },
    fields: { ...refusal.fields, 'Preference-Applied': 'return=representation' },
  };
}

/** The data of the first revision that the client's If-Match names and that is still kept. */
async function readBase(store: DocumentReader, key: DocumentKey, { ifMatch }: Preconditions) {
  for (const tag of ifMatch.kind === 'tags' ? ifMatch.tags : []) {
    const named = readRevisionTag(tag);
    const kept = named && (await store.revision(key, named.revision));
    // The time makes sure that it is the same revision, and not one of an earlier life under the same number.
    if (kept !== undefined && kept.at === named?.updatedAt) return parseJson(kept.text);
  }
  return undefined;
}
