// What ECMAScript's expressions mean (core 6.4) where the linear engine's syntax is the same and its meaning narrower.

/** Inside a class: the white space of ECMA-262 (`\s`). */
const SPACES = '\\t\\n\\v\\f\\r\\p{Z}\uFEFF';
/** What the dot does not match. */
const LINE_ENDS = '\\n\\r\u2028\u2029';

const LONG_NAMES = new Map([
  ['letter', 'L'],
  ['uppercase_letter', 'Lu'],
  ['lowercase_letter', 'Ll'],
  ['mark', 'M'],
  ['number', 'N'],
  ['decimal_number', 'Nd'],
  ['digit', 'Nd'],
  ['punctuation', 'P'],
  ['symbol', 'S'],
  ['separator', 'Z'],
  ['space_separator', 'Zs'],
]);

/** A token of an expression: a property, another escape, or one character. */
const TOKEN = /\\[pP]\{(?:(?:General_Category|gc|Script|sc)=)?(\w+)\}|\\[^]|[^]/gu;

/** `source` with the same meaning in the syntax of the linear engine, as far as that has words for it. */
export function withEcmaMeaning(source: string): string {
  let inClass = false;
  return source.replace(TOKEN, (token: string, property: string | undefined) => {
    if (property !== undefined) {
      return `${token.slice(0, 2)}{${LONG_NAMES.get(property.toLowerCase()) ?? property}}`;
    }
    if (token === '\\s') return inClass ? SPACES : `[${SPACES}]`;
    if (inClass) {
      inClass = token !== ']';
      return token;
    }
    if (token === '\\S') return `[^${SPACES}]`;
    if (token === '.') return `[^${LINE_ENDS}]`;
    inClass = token === '[';
    return token;
  });
}
