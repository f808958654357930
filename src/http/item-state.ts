import { type CurrentState, formatEntityTag } from '../conditional/index.js';
import { modificationDate, type RevisionState, revisionTag, timestamp } from '../representation/index.js';
import type { Validators } from './outcome.js';
import type { WriteTarget } from './preconditions.js';

// How the head of anything with revisions (a document, a collection) speaks HTTP.

/** The validators of its representation. */
export function validatorsOf(head: RevisionState): Validators {
  return { etag: revisionTag(head), lastModified: modificationDate(head).seconds };
}

/** Its live state as the engine judges it. */
export function presentState(head: RevisionState): Extract<CurrentState, { kind: 'present' }> {
  return { kind: 'present', tags: [revisionTag(head)], lastModified: modificationDate(head) };
}

/** What a write is judged against, and how a 412 speaks of it. A tombstone is absent, as it is to GET. */
export function writeTarget(head: (RevisionState & { readonly deleted: boolean }) | undefined): WriteTarget {
  if (head === undefined || head.deleted) return { state: { kind: 'absent' }, current: null, fields: {} };
  return { state: presentState(head), ...currentState(head) };
}

/** The `current` member and the ETag field of a 412. */
export function currentState(head: RevisionState): {
  readonly current: object;
  readonly fields: { ETag: string };
} {
  const etag = formatEntityTag(revisionTag(head));
  return {
    current: { revision: head.revision, etag, updatedAt: timestamp(head.updatedAt) },
    fields: { ETag: etag },
  };
}
