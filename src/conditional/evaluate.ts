import { type EntityTag, strongMatch, weakMatch } from './entity-tag.js';
import type { HttpSeconds } from './http-date.js';
import { ignoresPreconditions, isRead } from './methods.js';
import { type DateField, type FieldName, NO_PRECONDITIONS, type Preconditions } from './preconditions.js';
import type { TagField } from './tag-list.js';

/** What is there now, read at one moment together with what a write would replace. */
export type CurrentState =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present';
      /**
       * Every entity-tag that names the current state for this request: for reads only that of the selected
       * representation, for writes those of all variants (9110 13.1).
       */
      readonly tags: readonly EntityTag[];
      /** Left out: the resource has no modification date, and dates are ignored (9110 13.1.3, 13.1.4). */
      readonly lastModified?:
        | {
            readonly seconds: HttpSeconds;
            /** No other change happened within that same second, so that the date is exact (9110 8.8.2.2). */
            readonly unique: boolean;
          }
        | undefined;
    };

/** What the preconditions ask for, and the field that decided it. */
export type Verdict =
  | { readonly kind: 'proceed' }
  | { readonly kind: 'not-modified'; readonly field: FieldName }
  | { readonly kind: 'failed'; readonly field: FieldName };

/** `weakIfMatch`: compare If-Match weakly, for an operator whose proxy weakens every entity-tag. */
export interface EvaluateOptions {
  readonly weakIfMatch?: boolean;
}

type Comparison = (a: EntityTag, b: EntityTag) => boolean;

const PROCEED: Verdict = Object.freeze({ kind: 'proceed' });
const FAILED_MATCH: Verdict = Object.freeze({ kind: 'failed', field: 'If-Match' });
const FAILED_UNMODIFIED: Verdict = Object.freeze({ kind: 'failed', field: 'If-Unmodified-Since' });
const FAILED_NONE_MATCH: Verdict = Object.freeze({ kind: 'failed', field: 'If-None-Match' });
const SEEN_NONE_MATCH: Verdict = Object.freeze({ kind: 'not-modified', field: 'If-None-Match' });
const SEEN_MODIFIED: Verdict = Object.freeze({ kind: 'not-modified', field: 'If-Modified-Since' });

/**
 * Judges the preconditions of a request whose answer would otherwise be 2xx or 412, in the order of 9110 13.2.2.
 * A pure function of its arguments: call it again for every new state, and act on the very state it judged.
 */
export function evaluate(
  method: string,
  pre: Preconditions,
  current: CurrentState,
  options?: EvaluateOptions,
): Verdict {
  if (pre === NO_PRECONDITIONS || ignoresPreconditions(method)) return PROCEED;
  const read = isRead(method);
  if (pre.ifMatch.kind !== 'absent') {
    // Step 1: If-Match, on every method.
    const comparison = options?.weakIfMatch === true ? weakMatch : strongMatch;
    if (!ifMatchHolds(pre.ifMatch, current, comparison)) return FAILED_MATCH;
  } else if (!ifUnmodifiedSinceHolds(pre.ifUnmodifiedSince, current)) {
    // Step 2: If-Unmodified-Since, only without If-Match.
    return FAILED_UNMODIFIED;
  }
  if (pre.ifNoneMatch.kind !== 'absent') {
    // Step 3: If-None-Match; a cache asks with it, so a read gets 304 where a write fails.
    if (!ifNoneMatchHolds(pre.ifNoneMatch, current, read)) return read ? SEEN_NONE_MATCH : FAILED_NONE_MATCH;
  } else if (read && !ifModifiedSinceHolds(pre.ifModifiedSince, current)) {
    // Step 4: If-Modified-Since, only on GET and HEAD and without If-None-Match, readable or not.
    return SEEN_MODIFIED;
  }
  // Step 5, If-Range, is judged where ranges are served: it decides between a part and the whole.
  return PROCEED;
}

/** 9110 13.1.1. A value that can not be read is false: no write may pass as if it were unconditional. */
function ifMatchHolds(field: TagField, current: CurrentState, comparison: Comparison): boolean {
  if (current.kind === 'absent') return false;
  return field.kind === 'any' || (field.kind === 'tags' && anyMatch(field.tags, current.tags, comparison));
}

/** 9110 13.1.2, compared weakly. A value that can not be read falls to the safe side: 200 for reads, else false. */
function ifNoneMatchHolds(field: TagField, current: CurrentState, read: boolean): boolean {
  if (field.kind === 'malformed') return read;
  if (current.kind === 'absent') return true;
  return field.kind !== 'any' && !(field.kind === 'tags' && anyMatch(field.tags, current.tags, weakMatch));
}

/** 9110 13.1.4: false when the change is later than the date; ignored when either date is missing. */
function ifUnmodifiedSinceHolds(field: DateField, current: CurrentState): boolean {
  if (field.kind !== 'date' || current.kind === 'absent' || current.lastModified === undefined) return true;
  return current.lastModified.seconds <= field.seconds;
}

/**
 * 9110 13.1.3: false, that is not modified, when there was no change after the date; ignored as above.
 * On the very second of the change a second change may have followed unseen (8.8.2.2): then we send it again.
 */
function ifModifiedSinceHolds(field: DateField, current: CurrentState): boolean {
  if (field.kind !== 'date' || current.kind === 'absent' || current.lastModified === undefined) return true;
  const { seconds, unique } = current.lastModified;
  return seconds > field.seconds || (seconds === field.seconds && !unique);
}

function anyMatch(theirs: readonly EntityTag[], ours: readonly EntityTag[], comparison: Comparison): boolean {
  for (const their of theirs) {
    for (const our of ours) if (comparison(their, our)) return true;
  }
  return false;
}
