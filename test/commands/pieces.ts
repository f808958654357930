import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';

/** JSON's white space, in any amount. */
export const anySpace = fc
  .array(fc.constantFrom(' ', '\n', '\r', '\t'), { maxLength: 3 })
  .map((characters) => characters.join(''));

/** The texts of JSON values: strings full of what looks like structure, nesting, escapes, more than ASCII. */
export const anyText = fc
  .tuple(
    fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.oneof(
          fc.constantFrom(...'"\\[]{},:\n'.split('')),
          fc.string({ unit: 'binary' }),
          fc.integer(),
          fc.boolean(),
        ),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string({ maxLength: 4 }), tie('value'), { maxKeys: 4 }),
      ),
    })).value,
    fc.constantFrom(0, 1),
    fc.boolean(),
  )
  .map(([value, indent, escape]) => {
    const text = JSON.stringify(value, null, indent);
    return escape
      ? text.replace(/[^\n -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : text;
  });

/** Where to cut a text: shares of its length. */
export const anyCuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });

/** `text` in UTF-8, cut at these shares of its length: between any two bytes, so inside characters too. */
export function cut(text: string, shares: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const borders = shares.map((share) => Math.round(share * bytes.length)).toSorted((a, b) => a - b);
  return [0, ...borders].map((start, index) => bytes.subarray(start, borders[index] ?? bytes.length));
}
