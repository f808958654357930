import { type EntityTag, formatEntityTag, weakMatch } from '../conditional/index.js';
import { refuse, type Refusal } from '../http/index.js';
import { type JsonValue, parseJson } from '../json/index.js';
import { everyRevisionTag, readRevisionTag } from '../representation/index.js';
import {
  type DocumentHead,
  type DocumentKey,
  type DocumentReader,
  type HistoryReader,
  isRemoval,
  type Milliseconds,
  type Revision,
} from '../store/index.js';

/** The revision that a merge starts from. It is immutable: once it was read, it is the base in every further round. */
export interface MergeBase {
  readonly kind: 'base';
  readonly revision: Revision;
  readonly data: JsonValue;
}

/** The base, or why there is none. */
export type FoundBase =
  | MergeBase
  /** What was judged is no longer so. */
  | { readonly kind: 'superseded' }
  | Refusal;

/** Finds the revision of which `tag` is a tag, whatever its variant: each names the same state. */
export async function findMergeBase(
  store: DocumentReader,
  history: HistoryReader,
  key: DocumentKey,
  head: DocumentHead,
  tag: EntityTag,
): Promise<FoundBase> {
  const named = await findRevision(history, key, head, tag);
  if (named.kind !== 'issued') return named;
  const text = await store.text(key, named.revision);
  // It was kept a moment ago: the next look says that it was pruned.
  return text === undefined ? { kind: 'superseded' } : { ...named, kind: 'base', data: parseJson(text) };
}

async function findRevision(
  history: HistoryReader,
  key: DocumentKey,
  head: DocumentHead,
  tag: EntityTag,
): Promise<IssuedRevision | Exclude<FoundBase, MergeBase>> {
  const named = readRevisionTag(tag);
  if (named === undefined || named.revision > head.revision) return refuseUnknown(tag);
  const revision = named.revision as Revision;
  if (revision === head.revision) return issued(tag, revision, head.updatedAt);
  const snapshot = await history.revision(key, revision);
  switch (snapshot.kind) {
    case 'kept':
      // A deletion has no representation, and so no tag.
      if (isRemoval(snapshot.entry.operation)) return refuseUnknown(tag);
      return issued(tag, revision, snapshot.entry.at);
    case 'pruned':
      return refuse(
        'revision-pruned',
        `Revision ${revision}, which "base" names, is no longer kept: those before ${snapshot.oldest} were pruned. GET the ` +
          'document as it is now, make your change to that, and send it with the new ETag as base.',
        { oldest: snapshot.oldest, newest: snapshot.head.revision },
      );
    case 'never':
    case 'absent':
    case 'collection-absent':
    case 'collection-deleted':
      return { kind: 'superseded' };
    default:
      return snapshot satisfies never;
  }
}

type IssuedRevision = { readonly kind: 'issued'; readonly revision: Revision };

/** The time makes sure that it is that revision, and not one of an earlier life under the same number. */
function issued(tag: EntityTag, revision: Revision, updatedAt: Milliseconds): IssuedRevision | Refusal {
  const tags = everyRevisionTag({ revision, updatedAt });
  return tags.some((own) => weakMatch(own, tag)) ? { kind: 'issued', revision } : refuseUnknown(tag);
}

function refuseUnknown(tag: EntityTag): Refusal {
  return refuse(
    'unknown-base',
    `No revision of this document has ever had the entity-tag ${formatEntityTag(tag)}. Send the ETag that came with ` +
      'what you edited, unchanged.',
    { pointer: '/base' },
  );
}
