import type { Preconditions } from '../conditional/index.js';
import type { Refusal } from '../http/index.js';
import { changedPointers, type JsonValue, parseJson } from '../json/index.js';
import { readRevisionTag } from '../representation/index.js';
import type { DocumentHead, DocumentKey, DocumentReader, HistoryReader, Revision } from '../store/index.js';

/**
 * A 412 with everything its client needs to merge: the current data, the data that its tag named while history has
 * it, and the pointers of what changed in between. For those who asked with `Prefer: return=representation`.
 */
export async function explainConflict(
  store: DocumentReader,
  history: HistoryReader,
  key: DocumentKey,
  head: DocumentHead,
  preconditions: Preconditions,
  refusal: Refusal,
): Promise<Refusal> {
  const text = await store.text(key, head.revision);
  if (text === undefined) return refusal;
  const data = parseJson(text);
  const base = await readBase(store, history, key, preconditions);
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
async function readBase(
  store: DocumentReader,
  history: HistoryReader,
  key: DocumentKey,
  { ifMatch }: Preconditions,
): Promise<JsonValue | undefined> {
  for (const tag of ifMatch.kind === 'tags' ? ifMatch.tags : []) {
    const named = readRevisionTag(tag);
    if (named === undefined) continue;
    const revision = named.revision as Revision;
    const snapshot = await history.revision(key, revision);
    // The time makes sure that it is the same revision, and not one of an earlier life under the same number.
    if (snapshot.kind !== 'kept' || snapshot.entry.at !== named.updatedAt) continue;
    const text = await store.text(key, revision);
    if (text !== undefined) return parseJson(text);
  }
  return undefined;
}
