import { isJsonObject, type JsonValue } from './json-value.js';

/**
 * The place of a value's type in the order of lists: missing, null, false, true, numbers, strings, the rest. The
 * numbers are stored in indexes: never change them.
 */
export const RANK = { missing: 0, null: 1, false: 2, true: 3, number: 4, string: 5, other: 6 } as const;

/** A scalar with its type, so that values of different types never compare by accident. */
export interface TypedValue {
  readonly rank: (typeof RANK)[keyof typeof RANK];
  /** The number; 0 for every other type. */
  readonly number: number;
  /** The string; empty for every other type. */
  readonly text: string;
}

/** The typed form of a value; undefined is a missing member. Arrays and objects are all alike. */
export function typedValue(value: JsonValue | undefined): TypedValue {
  if (value === undefined) return of(RANK.missing);
  if (value === null) return of(RANK.null);
  if (typeof value === 'boolean') return of(value ? RANK.true : RANK.false);
  // -0 and 0 are one number.
  if (typeof value === 'number') return { rank: RANK.number, number: value + 0, text: '' };
  if (typeof value === 'string') return { rank: RANK.string, number: 0, text: value };
  return of(RANK.other);
}

/** Negative, zero or positive: the order of lists. Strings go by code point. */
export function compareTyped(a: TypedValue, b: TypedValue): number {
  return a.rank - b.rank || a.number - b.number || compareCodePoints(a.text, b.text);
}

/** The member at `path`, own members of objects only; undefined when there is none. */
export function memberAt(document: JsonValue, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const name of path) {
    if (value === undefined || !isJsonObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** The order of two strings by code point, which is also the order of their UTF-8 bytes. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    // Surrogates stand for code points above all others, although their units are not the highest.
    if (left !== right) return rankOfUnit(left) - rankOfUnit(right);
  }
  return a.length - b.length;
}

function rankOfUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function of(rank: TypedValue['rank']): TypedValue {
  return { rank, number: 0, text: '' };
}
