import { type CurrentState, formatEntityTag, httpSeconds } from '../conditional/index.js';
import { refuse, type Refusal, securityOf, type Selected } from '../http/index.js';
import {
  type DocumentFormat,
  historyTag,
  revisionTag,
  timestamp,
  type Variant,
} from '../representation/index.js';
import type { DocumentKey, KeptRange, Revision, RevisionEntry } from '../store/index.js';

// How history speaks HTTP.

type Judged = Selected & { readonly state: Extract<CurrentState, { kind: 'present' }> };

/** One revision as the engine judges it: it never changes, so that its tag and its date are exact for ever. */
export function numberedState({ revision, at }: RevisionEntry, variant: Variant<'json'>): Judged {
  const etag = revisionTag({ revision, updatedAt: at }, variant);
  const text = formatEntityTag(revisionTag({ revision, updatedAt: at }));
  const seconds = httpSeconds(at);
  return {
    state: { kind: 'present', tags: [etag], lastModified: { seconds, unique: true } },
    validators: { etag, lastModified: seconds },
    told: () => ({ current: { revision, etag: text, updatedAt: timestamp(at) }, fields: { ETag: text } }),
  };
}

/** The list of revisions as the engine judges it, by the tag of the selected variant. A list has no date. */
export function historyState(kept: KeptRange, variant: Variant<DocumentFormat>): Judged {
  const etag = historyTag(kept.head, kept.oldest, variant);
  const plain = formatEntityTag(historyTag(kept.head, kept.oldest));
  return {
    state: { kind: 'present', tags: [etag] },
    validators: { etag },
    told: () => ({ current: { etag: plain, total: totalOf(kept) }, fields: { ETag: plain } }),
    repeated: securityOf(variant.format),
  };
}

/** How many revisions are kept: none is missing between the oldest and the newest. */
export function totalOf({ head, oldest }: KeptRange): number {
  return head.revision - oldest + 1;
}

/** 404: the document has not come that far. */
export function refuseNever(key: DocumentKey, revision: Revision, { head, oldest }: KeptRange): Refusal {
  return refuse(
    'revision-not-found',
    `${nameOf(key)} has no revision ${revision}: those from ${oldest} to ${head.revision} are there.`,
    { oldest, newest: head.revision },
  );
}

/** 410: the collection limits its history, and what was asked for lies before what it keeps. */
export function refusePruned(key: DocumentKey, what: string, { head, oldest }: KeptRange): Refusal {
  return refuse(
    'revision-pruned',
    `${what} of ${nameOf(key)} was pruned: revisions before ${oldest} are no longer kept.`,
    { oldest, newest: head.revision },
  );
}

/** 410: this revision is the one that deleted the document. */
export function refuseDelete(key: DocumentKey, { revision, at }: RevisionEntry): Refusal {
  return refuse('gone', `Revision ${revision} of ${nameOf(key)} is its deletion: there is nothing to show.`, {
    deletedAt: timestamp(at),
    revision,
  });
}

/** 404: at that time the document was deleted. */
export function refuseDeletedThen(key: DocumentKey, { revision, at }: RevisionEntry): Refusal {
  const deletedAt = timestamp(at);
  return refuse('revision-not-found', `${nameOf(key)} was deleted then, at ${deletedAt}.`, {
    deletedAt,
    revision,
  });
}

/** 404: at that time the document did not exist yet. */
export function refuseNotYet(key: DocumentKey, since: number): Refusal {
  const createdAt = timestamp(since);
  return refuse('revision-not-found', `${nameOf(key)} did not exist yet: it was created at ${createdAt}.`, {
    createdAt,
  });
}

function nameOf({ collection, id }: DocumentKey): string {
  return `document ${JSON.stringify(id)} of collection ${JSON.stringify(collection)}`;
}
