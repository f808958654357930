import { VOCABULARY } from './vocabulary.js';

/** Shorter names are one letter away from too many others. */
const SHORTEST = 4;

/**
 * The keyword that an unknown name was probably meant to be: it differs in case, or by one letter that is
 * missing, added, changed or swapped with its neighbour. A schema would silently check less than its author
 * thinks.
 */
export function nearMiss(name: string): string | undefined {
  for (const keyword of VOCABULARY.keys()) {
    if (keyword.length >= SHORTEST && isOneEditAway(name.toLowerCase(), keyword.toLowerCase()))
      return keyword;
  }
  return undefined;
}

function isOneEditAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left === `${right[1] ?? ''}${right[0] ?? ''}`;
}
