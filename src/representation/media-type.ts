const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const TYPE = new RegExp(`(${TOKEN})/(${TOKEN})`, 'y');
// 9110 5.6.6, in ASCII. An empty parameter is one that nobody sends, but a semicolon at the end is met.
const PARAMETER = new RegExp(
  `[ \\t]*;[ \\t]*(?:(${TOKEN})=(?:(${TOKEN})|"((?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\\t\\x20-\\x7e])*)"))?`,
  'y',
);
const ONLY_TOKEN = new RegExp(`^${TOKEN}$`);
/** Longer ones are attacks on memory, or slips. */
const MAX_LENGTH = 255;

/**
 * A media type in its one canonical spelling: names in lower case, values quoted only where they must be (9110 8.3.1).
 * Undefined for what breaks the grammar, and for a parameter that is given twice.
 */
export function parseMediaType(text: string): string | undefined {
  const trimmed = text.replace(/^[ \t]+|[ \t]+$/g, '');
  if (trimmed.length > MAX_LENGTH) return undefined;
  TYPE.lastIndex = 0;
  const type = TYPE.exec(trimmed);
  if (type === null) return undefined;
  const parameters = new Map<string, string>();
  let end = type[0].length;
  while (end < trimmed.length) {
    PARAMETER.lastIndex = end;
    const match = PARAMETER.exec(trimmed);
    if (match === null) return undefined;
    end += match[0].length;
    const name = match[1]?.toLowerCase();
    if (name === undefined) continue;
    if (parameters.has(name)) return undefined;
    parameters.set(name, match[2] ?? (match[3] ?? '').replace(/\\(.)/g, '$1'));
  }
  const canonical = [...parameters].map(([name, value]) => `; ${name}=${quoted(value)}`);
  return `${type[0].toLowerCase()}${canonical.join('')}`;
}

function quoted(value: string): string {
  return ONLY_TOKEN.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
