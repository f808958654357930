import { type CurrentState, formatEntityTag } from '../conditional/index.js';
import {
  everyRevisionTag,
  type Format,
  modificationDate,
  type RevisionState,
  revisionTag,
  timestamp,
  type Variant,
} from '../representation/index.js';
import type { Validators } from './outcome.js';
import type { Told, WriteTarget } from './preconditions.js';

// How the head of anything with revisions (a document, a collection) speaks HTTP.

/** The validators of a representation of it: plain JSON unless another variant is given. */
export function validatorsOf(head: RevisionState, variant?: Variant<Format>): Validators {
  return { etag: revisionTag(head, variant), lastModified: modificationDate(head).seconds };
}

/** Its live state as a read is judged against it: by the tag of the variant that was selected (9110 13.1). */
export function selectedState(
  head: RevisionState,
  variant?: Variant<Format>,
): Extract<CurrentState, { kind: 'present' }> {
  return { kind: 'present', tags: [revisionTag(head, variant)], lastModified: modificationDate(head) };
}

/** What a write is judged against, and how a 412 speaks of it. A tombstone is absent, as it is to GET. */
export function writeTarget(head: (RevisionState & { readonly deleted: boolean }) | undefined): WriteTarget {
  if (head === undefined || head.deleted) return { state: { kind: 'absent' }, told: () => ABSENT };
  // Every variant names the same state, so any of their tags guards a write.
  const state = {
    kind: 'present',
    tags: everyRevisionTag(head),
    lastModified: modificationDate(head),
  } as const;
  return { state, told: () => currentState(head) };
}

const ABSENT: Told = { current: null, fields: {} };

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
