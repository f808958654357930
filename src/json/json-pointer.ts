import { isJsonObject, type JsonValue } from './json-value.js';

/** A JSON Pointer (6901): the reference tokens from the whole value inwards, unescaped. The whole has none. */
export type JsonPointer = readonly string[];

/** The pointer that a text spells (6901 3); undefined when the text is none. */
export function parsePointer(text: string): JsonPointer | undefined {
  if (text === '') return [];
  // A tilde only ever begins ~0 or ~1.
  if (!text.startsWith('/') || /~(?![01])/.test(text)) return undefined;
  return text.slice(1).split('/').map(unescapeToken);
}

/** The text of a pointer (6901 3): what `parsePointer` reads back. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${escapeToken(String(token))}`).join('');
}

/** A member name as a reference token (6901 3). */
export function escapeToken(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/**
 * The index that a token names in an array; undefined when it is none (6901 4): zero or digits without a zero
 * in front, no sign, and not `-`, which names the place after the last element.
 */
export function arrayIndex(token: string): number | undefined {
  return /^(?:0|[1-9]\d*)$/.test(token) ? Number(token) : undefined;
}

/** The value one step inside another: an element or an own member; undefined when there is none. */
export function childOf(value: JsonValue, token: string): JsonValue | undefined {
  if (Array.isArray(value)) {
    const index = arrayIndex(token);
    return index === undefined ? undefined : value[index];
  }
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/** The value that a pointer leads to (6901 4); undefined when it leads nowhere. */
export function resolvePointer(value: JsonValue, pointer: JsonPointer): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const token of pointer) {
    at = childOf(at, token);
    if (at === undefined) return undefined;
  }
  return at;
}

/** `~1` before `~0`: the other way round, `~01` would become a slash (6901 4). */
function unescapeToken(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
