// The Range field against a representation of a known length (9110 14).

/** A part of a representation: its first and its last byte, counted from 0. */
export interface BytePart {
  readonly first: number;
  readonly last: number;
}

/** What a Range field comes to. */
export type SelectedRanges =
  /** There is no field, or none that can be obeyed: the whole. */
  | { readonly kind: 'whole' }
  /** In the order asked for, apart from each other. */
  | { readonly kind: 'parts'; readonly parts: readonly BytePart[] }
  /** None of them touches the representation, or there are too many. */
  | { readonly kind: 'unsatisfiable'; readonly reason: 'outside' | 'too-many' };

/** Parts of one answer. More are asked for by nobody who means well (9110 17.15). */
export const MAX_PARTS = 20;

const WHOLE: SelectedRanges = Object.freeze({ kind: 'whole' });
// The name of the unit is case-insensitive, and empty members of a list count for nothing (9110 14.1, 5.6.1.2).
const BYTES = /^bytes=(.*)$/i;
const RANGE = /^(\d*)-(\d*)$/;

/**
 * The parts of a representation of `size` bytes that `field` asks for. An unknown unit and a field that is malformed
 * anywhere are ignored (9110 14.2). Parts that overlap or touch are merged.
 */
export function selectRanges(field: string | undefined, size: number): SelectedRanges {
  const list = field === undefined ? undefined : BYTES.exec(field)?.[1];
  if (list === undefined) return WHOLE;
  const members = list.split(',').map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''));
  const parts: BytePart[] = [];
  let isEmpty = true;
  for (const member of members) {
    if (member === '') continue;
    isEmpty = false;
    const part = readRange(member, size);
    if (part === 'malformed') return WHOLE;
    if (part !== 'outside') parts.push(part);
  }
  if (isEmpty) return WHOLE;
  // The last bytes of nothing are all of it, and no Content-Range could say so.
  if (size === 0 && parts.length > 0) return WHOLE;
  const merged = merge(parts);
  if (merged.length > MAX_PARTS) return { kind: 'unsatisfiable', reason: 'too-many' };
  return merged.length === 0
    ? { kind: 'unsatisfiable', reason: 'outside' }
    : { kind: 'parts', parts: merged };
}

/** 9110 14.1.2. Positions beyond the end are cut there, however many digits they have. */
function readRange(text: string, size: number): BytePart | 'malformed' | 'outside' {
  const [, from, to] = RANGE.exec(text) ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return 'malformed';
  if (from === '') {
    const length = Number(to);
    return length === 0 ? 'outside' : { first: Math.max(0, size - length), last: size - 1 };
  }
  const first = Number(from);
  if (to !== '' && Number(to) < first) return 'malformed';
  if (first >= size) return 'outside';
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

/** Each merged part stands where the first of its members was asked for (9110 15.3.7.2). */
function merge(parts: readonly BytePart[]): readonly BytePart[] {
  const sorted = parts.map((part, place) => ({ ...part, place })).toSorted((a, b) => a.first - b.first);
  const merged: { first: number; last: number; place: number }[] = [];
  for (const part of sorted) {
    const before = merged.at(-1);
    if (before === undefined || part.first > before.last + 1) merged.push({ ...part });
    else {
      before.last = Math.max(before.last, part.last);
      before.place = Math.min(before.place, part.place);
    }
  }
  return merged.toSorted((a, b) => a.place - b.place).map(({ first, last }) => ({ first, last }));
}
