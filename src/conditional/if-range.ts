import { type EntityTag, parseEntityTag, strongMatch } from './entity-tag.js';
import type { CurrentState } from './evaluate.js';
import { type HttpSeconds, parseHttpDate } from './http-date.js';

/** The value of If-Range (9110 13.1.5). */
export type IfRange =
  | { readonly kind: 'absent' }
  | { readonly kind: 'tag'; readonly tag: EntityTag }
  | { readonly kind: 'date'; readonly seconds: HttpSeconds }
  | { readonly kind: 'malformed' };

/** Reads the value of If-Range, which is one entity-tag or one date. `now` decides the century of a short year. */
export function parseIfRange(text: string | undefined, now: HttpSeconds): IfRange {
  if (text === undefined) return { kind: 'absent' };
  // 9110 13.1.5: a quote among the first three characters tells a tag from a date.
  if (text.slice(0, 3).includes('"')) {
    const tag = parseEntityTag(text);
    return tag === undefined ? { kind: 'malformed' } : { kind: 'tag', tag };
  }
  const seconds = parseHttpDate(text, now);
  return seconds === undefined ? { kind: 'malformed' } : { kind: 'date', seconds };
}

/**
 * Whether the ranges that were asked for fit what the client has (9110 13.1.5). A tag is compared strongly; a date must
 * be the very one, and strong: no other change fell into its second (8.8.2.2). What cannot be read does not hold: the
 * answer is then the whole, which is right for whatever the client has.
 */
export function ifRangeHolds(field: IfRange, current: Extract<CurrentState, { kind: 'present' }>): boolean {
  switch (field.kind) {
    case 'absent':
      return true;
    case 'tag':
      return current.tags.some((tag) => strongMatch(tag, field.tag));
    case 'date':
      return current.lastModified?.unique === true && current.lastModified.seconds === field.seconds;
    case 'malformed':
      return false;
    default:
      return field satisfies never;
  }
}
