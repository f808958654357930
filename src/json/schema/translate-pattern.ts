/** A pattern in the syntax of RE2, or the reason why RE2 cannot express it. */
export type Translation =
  | { readonly kind: 'translated'; readonly pattern: string }
  | { readonly kind: 'unsupported'; readonly reason: string };

/** What `\s` means to ECMA-262; RE2's own knows ASCII only. */
const SPACES =
  '\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';

/** Everything else, for `\S` among the members of a class. */
const NO_SPACES =
  '\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}' +
  '\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}';

/** Names of general categories that RE2 knows by their short form only. */
const CATEGORIES: ReadonlyMap<string, string> = new Map([
  ['Letter', 'L'],
  ['Lowercase_Letter', 'Ll'],
  ['Uppercase_Letter', 'Lu'],
  ['Mark', 'M'],
  ['Number', 'N'],
  ['Decimal_Number', 'Nd'],
  ['Punctuation', 'P'],
  ['Symbol', 'S'],
  ['Separator', 'Z'],
]);

/**
 * Writes a regular expression of ECMA-262 (what JSON Schema's `pattern` is) for RE2, which matches in linear
 * time. The pattern must be one that ECMA-262 accepts. What RE2 would read differently is spelled out:
 * `.`, `\s`, escapes, `[` in a class. Lookarounds and back-references have no linear form.
 */
export function translatePattern(pattern: string): Translation {
  try {
    return { kind: 'translated', pattern: new Translator(pattern).run() };
  } catch (error) {
    if (error instanceof Unsupported) return { kind: 'unsupported', reason: error.message };
    throw error;
  }
}

/** Ends a translation from wherever it is; never leaves this file. */
class Unsupported extends Error {}

class Translator {
  #at = 0;
  #isInClass = false;

  constructor(private readonly source: string) {}

  run(): string {
    let result = '';
    while (this.#at < this.source.length) result += this.#isInClass ? this.#member() : this.#term();
    return result;
  }

  #term(): string {
    if (this.#take('[^]')) return '[\\x{0}-\\x{10ffff}]';
    if (this.#take('[]')) return '[^\\x{0}-\\x{10ffff}]';
    const open = this.#match(/\[\^?/y);
    if (open !== undefined) {
      this.#isInClass = true;
      return open;
    }
    if (this.#take('(?=') || this.#take('(?!') || this.#take('(?<=') || this.#take('(?<!')) {
      throw new Unsupported('it looks ahead or behind');
    }
    if (this.#match(/\(\?<[^>]*>/y) !== undefined) return '(?:';
    if (this.#take('.')) return '[^\\n\\r\\x{2028}\\x{2029}]';
    return this.#take('\\') ? this.#escape() : this.#character();
  }

  #member(): string {
    if (this.#take(']')) {
      this.#isInClass = false;
      return ']';
    }
    // RE2 would read `[:alpha:]` inside a class as a class of its own.
    if (this.#take('[')) return '\\[';
    return this.#take('\\') ? this.#escape() : this.#character();
  }

  #escape(): string {
    const code = this.#codePoint();
    if (code !== undefined) return `\\x{${code.toString(16)}}`;
    const property = this.#match(/[pP]\{[^}]*\}/y);
    if (property !== undefined) return propertyOf(property);
    if (this.#take('s')) return this.#isInClass ? SPACES : `[${SPACES}]`;
    if (this.#take('S')) return this.#isInClass ? NO_SPACES : `[^${SPACES}]`;
    const letter = this.#match(/[dDwWbBnrtfv]/y);
    if (letter !== undefined) return letter === 'b' && this.#isInClass ? '\\x{8}' : `\\${letter}`;
    if (this.#match(/[1-9]|k</y) !== undefined) throw new Unsupported('it refers back to a group');
    const sign = this.#match(/[^\p{L}\p{N}]/uy);
    if (sign === undefined) throw new Unsupported('it has an escape that is not known');
    return sign === '/' || sign.charCodeAt(0) > 0x7f ? sign : `\\${sign}`;
  }

  /** The code point that an escape spells, as \u0041, \u{1F600}, a pair of surrogates, \x41, \cJ or \0. */
  #codePoint(): number | undefined {
    const pair = this.#match(/u[Dd][89ABab][\dA-Fa-f]{2}\\u[Dd][C-Fc-f][\dA-Fa-f]{2}/y);
    if (pair !== undefined) {
      const units = [pair.slice(1, 5), pair.slice(7)].map((digits) => Number.parseInt(digits, 16));
      return String.fromCharCode(...units).codePointAt(0);
    }
    const digits = this.#match(/u\{[\dA-Fa-f]+\}|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}/y);
    if (digits !== undefined) return Number.parseInt(digits.replace(/^\w\{?/, ''), 16);
    const control = this.#match(/c[A-Za-z]/y);
    if (control !== undefined) return control.charCodeAt(1) % 32;
    return this.#match(/0(?!\d)/y) === undefined ? undefined : 0;
  }

  #character(): string {
    const character = String.fromCodePoint(this.source.codePointAt(this.#at) ?? 0);
    this.#at += character.length;
    return character;
  }

  #take(text: string): boolean {
    if (!this.source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** What a sticky expression matches here; it is taken. */
  #match(expression: RegExp): string | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.source)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }
}

/** `p{Script=Greek}` is `\p{Greek}` to RE2, `P{Letter}` is `\P{L}`. */
function propertyOf(text: string): string {
  const name = text.slice(2, -1).replace(/^(?:General_Category|gc|Script|sc)=/, '');
  return `\\${text.charAt(0)}{${CATEGORIES.get(name) ?? name}}`;
}
