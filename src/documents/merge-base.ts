import { type EntityTag, formatEntityTag, weakMatch } from '../conditional/index.js';
import { refuse, type Refusal } from '../http/index.js';
import { everyRevisionTag, readRevisionTag } from '../representation/index.js';
import type { DocumentHead, DocumentKey, HistoryReader, Milliseconds, Revision } from '../store/index.js';

/** The revision that a merge starts from. */
export type MergeBase =
  | { readonly kind: 'base'; readonly revision: Revision }
  /** What was judged is no longer so. */
  | { readonly kind: 'superseded' }
  | Refusal;

/** Finds the revision of which `tag` is a tag, whatever its variant: each names the same state. */
export async function findMergeBase(
  history: HistoryReader,
  key: DocumentKey,
  head: DocumentHead,
  tag: EntityTag,
): Promise<MergeBase> {
  const named = readRevisionTag(tag);
  if (named === undefined || named.revision > head.revision) return refuseUnknown(tag);
  const revision = named.revision as Revision;
  if (revision === head.revision) return issued(tag, revision, head.updatedAt);
  const snapshot = await history.revision(key, revision);
  switch (snapshot.kind) {
    case 'kept':
      // A deletion has no representation, and so no tag.
      if (snapshot.entry.operation === 'delete') return refuseUnknown(tag);
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

/** The time makes sure that it is that revision, and not one of an earlier life under the same number. */
function issued(tag: EntityTag, revision: Revision, updatedAt: Milliseconds): MergeBase {
  const tags = everyRevisionTag({ revision, updatedAt });
  return tags.some((own) => weakMatch(own, tag)) ? { kind: 'base', revision } : refuseUnknown(tag);
}

function refuseUnknown(tag: EntityTag): Refusal {
  return refuse(
    'unknown-base',
    `No revision of this document has ever had the entity-tag ${formatEntityTag(tag)}. Send the ETag that came with ` +
      'what you edited, unchanged.',
    { pointer: '/base' },
  );
}
