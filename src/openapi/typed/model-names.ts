/** What the documents of a collection are called: one of them, and several. */
export interface ModelNames {
  readonly one: string;
  readonly many: string;
}

/**
 * The names for a collection. The rule is simple enough to be foreseen: the words of its name in upper camel case for
 * several, and the last word in the singular for one. `titles` of a schema go first when they are a name already, for
 * what no rule knows: "Person" for people. A name that something else has gets "Document" behind it.
 */
export function modelNames(collection: string, title: unknown, taken: ReadonlySet<string>): ModelNames {
  const words = collection.split(/[_-]+/).filter((word) => word !== '');
  const many = words.map(capital).join('');
  const last = words.at(-1) ?? '';
  const one =
    typeof title === 'string' && /^[A-Z][A-Za-z0-9]*$/.test(title)
      ? title
      : [...words.slice(0, -1), singular(last)].map(capital).join('');
  return taken.has(one) ? { one: `${one}Document`, many: `${one}Documents` } : { one, many };
}

/** Several words as one, each with a capital: a name for generators. */
export function camelCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map(capital)
    .join('');
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** English plurals by their ends; what has none of these stays. */
function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2);
  if (/(?:ss|us|is)$/.test(word) || !word.endsWith('s') || word.length < 3) return word;
  return word.slice(0, -1);
}
