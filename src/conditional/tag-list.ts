import { ASTERISK, COMMA, skipSeparators, skipSpace } from './characters.js';
import { type EntityTag, scanEntityTag } from './entity-tag.js';
import { explainAsterisk, explainNoComma, explainNoTag } from './malformed-tag.js';

/**
 * The value of If-Match or If-None-Match (9110 13.1.1, 13.1.2). Not sent, sent without members and sent malformed
 * are three different things; `reason` is a part of a sentence for the client, its characters counted from 1.
 */
export type TagField =
  | { readonly kind: 'absent' }
  | { readonly kind: 'any' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'tags'; readonly tags: readonly EntityTag[] }
  | { readonly kind: 'malformed'; readonly reason: string };

/** The value of a field that was not sent. Shared, so that the common request allocates nothing. */
const ABSENT: TagField = Object.freeze({ kind: 'absent' });
const ANY: TagField = Object.freeze({ kind: 'any' });
const EMPTY: TagField = Object.freeze({ kind: 'empty' });

/**
 * Reads the values of all field lines of one name, in their order, as the one list that they are (9110 5.3).
 * They are joined by a comma and a space, as 9110 5.3 advises, so that no tag can reach over two lines.
 */
export function parseTagField(lines: readonly string[] | undefined): TagField {
  const first = lines?.[0];
  if (lines === undefined || first === undefined) return ABSENT;
  const text = lines.length === 1 ? first : lines.join(', ');
  const start = skipSpace(text, 0);
  return text.charCodeAt(start) === ASTERISK ? parseAny(text, start) : parseTags(text, start);
}

/** 9110 13.1.1: the asterisk is an alternative to the list, no member of it, so not even a comma goes with it. */
function parseAny(text: string, start: number): TagField {
  if (skipSpace(text, start + 1) === text.length) return ANY;
  return { kind: 'malformed', reason: explainAsterisk(start) };
}

function parseTags(text: string, start: number): TagField {
  const tags: EntityTag[] = [];
  let at = skipSeparators(text, start);
  while (at < text.length) {
    const scanned = scanEntityTag(text, at);
    if (scanned === undefined) return { kind: 'malformed', reason: explainNoTag(text, at) };
    const next = skipSpace(text, scanned.end);
    if (next < text.length && text.charCodeAt(next) !== COMMA) {
      return { kind: 'malformed', reason: explainNoComma(text, at, scanned.end, next) };
    }
    tags.push(scanned.tag);
    at = skipSeparators(text, next);
  }
  return tags.length === 0 ? EMPTY : { kind: 'tags', tags };
}
