import { type HttpSeconds, parseHttpDate } from './http-date.js';
import { ignoresPreconditions, isRead } from './methods.js';
import { type TagField, parseTagField } from './tag-list.js';

/** The value of If-Modified-Since or If-Unmodified-Since (9110 13.1.3, 13.1.4). */
export type DateField =
  | { readonly kind: 'absent' }
  | { readonly kind: 'date'; readonly seconds: HttpSeconds }
  | { readonly kind: 'malformed' };

/** The preconditions of one request; If-Range goes with Range and is not among them (9110 13.1). */
export interface Preconditions {
  readonly ifMatch: TagField;
  readonly ifNoneMatch: TagField;
  readonly ifModifiedSince: DateField;
  readonly ifUnmodifiedSince: DateField;
}

/** The name of a precondition field, spelled as 9110 spells it. */
export type FieldName = 'If-Match' | 'If-None-Match' | 'If-Modified-Since' | 'If-Unmodified-Since';

/** The values of the field lines of each name, in order: what Node calls `headersDistinct`. */
export type PreconditionFields = {
  readonly 'if-match'?: readonly string[] | undefined;
  readonly 'if-none-match'?: readonly string[] | undefined;
  readonly 'if-modified-since'?: readonly string[] | undefined;
  readonly 'if-unmodified-since'?: readonly string[] | undefined;
};

const NO_DATE: DateField = Object.freeze({ kind: 'absent' });
const MALFORMED_DATE: DateField = Object.freeze({ kind: 'malformed' });

/** The preconditions of a request that has none: always this very object. */
export const NO_PRECONDITIONS: Preconditions = Object.freeze({
  ifMatch: parseTagField(undefined),
  ifNoneMatch: parseTagField(undefined),
  ifModifiedSince: NO_DATE,
  ifUnmodifiedSince: NO_DATE,
});

/** Reads the four precondition fields (9110 13.1). `now` decides the century of a date with a two-digit year. */
export function parsePreconditions(fields: PreconditionFields, now: HttpSeconds): Preconditions {
  const match = fields['if-match'];
  const noneMatch = fields['if-none-match'];
  const modified = fields['if-modified-since'];
  const unmodified = fields['if-unmodified-since'];
  if (!match?.length && !noneMatch?.length && !modified?.length && !unmodified?.length) {
    return NO_PRECONDITIONS;
  }
  return {
    ifMatch: parseTagField(match),
    ifNoneMatch: parseTagField(noneMatch),
    ifModifiedSince: parseDateField(modified, now),
    ifUnmodifiedSince: parseDateField(unmodified, now),
  };
}

/**
 * The field that makes the request a bad one, and why: a malformed If-Match, or, unless the request only reads, a
 * malformed If-None-Match; 9110 13.1 leaves the answer open but never lets such a write through. Malformed dates
 * are to be ignored (9110 13.1.3, 13.1.4), and some methods ignore all four (9110 13.2.1).
 */
export function malformedPrecondition(
  method: string,
  pre: Preconditions,
): { field: FieldName; reason: string } | undefined {
  if (ignoresPreconditions(method)) return undefined;
  if (pre.ifMatch.kind === 'malformed') return { field: 'If-Match', reason: pre.ifMatch.reason };
  if (pre.ifNoneMatch.kind === 'malformed' && !isRead(method)) {
    return { field: 'If-None-Match', reason: pre.ifNoneMatch.reason };
  }
  return undefined;
}

/** 9110 13.1.3, 13.1.4: a date field has one member; two lines, or a list in one, are no date. */
function parseDateField(lines: readonly string[] | undefined, now: HttpSeconds): DateField {
  const first = lines?.[0];
  if (lines === undefined || first === undefined) return NO_DATE;
  const seconds = lines.length === 1 ? parseHttpDate(first, now) : undefined;
  return seconds === undefined ? MALFORMED_DATE : { kind: 'date', seconds };
}
