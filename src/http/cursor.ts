import { Buffer } from 'node:buffer';
import { refuseParameter } from './query.js';
import type { Refusal } from './outcome.js';

// A cursor is the position after which the next page begins. Opaque to clients, but with nothing secret and no time
// in it: the same position always has the same cursor, so that the same page has the same URI.

/** The cursor of the position after `key`. */
export function formatCursor(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString('base64url');
}

/** The position of a cursor if `parse` takes its key; 400 for anything this service could not have issued. */
export function readCursor<T extends string>(
  text: string | undefined,
  parse: (key: string) => T | undefined,
): { readonly kind: 'position'; readonly after: T | undefined } | Refusal {
  if (text === undefined) return { kind: 'position', after: undefined };
  const after = positionOf(text, parse);
  if (after !== undefined && formatCursor(after) === text) return { kind: 'position', after };
  return refuseParameter(
    'cursor',
    'The cursor is no position of this list. Take it unchanged from "next" of a page.',
  );
}

function positionOf<T extends string>(text: string, parse: (key: string) => T | undefined): T | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(value) && typeof value[0] === 'string' ? parse(value[0]) : undefined;
  } catch {
    return undefined;
  }
}
