type Side = 'base' | 'current' | 'yours';

/** Three lists of lines, each line as a number. Numbers are equal exactly when the lines are. */
type Lines = Readonly<Record<Side, number[]>>;

/** The lines of the base that one side changed: from `start` to before `end`; `content` stands there instead. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly content: readonly number[];
}

/**
 * A text and two changed forms of it, as lines. A line ends with its line feed; what stands behind the last one is a
 * line too. So lines put together give the text again, to the last character.
 */
export class ThreeTexts {
  readonly #lines: Lines;
  readonly #texts: string[] = [];
  /** Whether a line stands in each of the three exactly once. */
  readonly #unique: boolean[] = [];
  readonly #edits: Readonly<Record<'current' | 'yours', Edit>>;

  constructor(base: string, current: string, yours: string) {
    const numbers = new Map<string, number>();
    const number = (text: string) => linesOf(text).map((line) => this.#numberOf(line, numbers));
    this.#lines = { base: number(base), current: number(current), yours: number(yours) };
    this.#findUnique();
    this.#edits = { current: this.#edit('current'), yours: this.#edit('yours') };
  }

  /** The merged lines when a line that neither side touched parts what they changed; else undefined. */
  mergeApart(): readonly number[] | undefined {
    const { current, yours } = this.#edits;
    const [first, last] = current.start < yours.start ? [current, yours] : [yours, current];
    if (first.end >= last.start) return undefined;
    const { base } = this.#lines;
    return [
      ...base.slice(0, first.start),
      ...first.content,
      ...base.slice(first.end, last.start),
      ...last.content,
      ...base.slice(last.end),
    ];
  }

  /** The lines that have to be compared, and those around them that all three share. */
  overlap(): { before: readonly number[]; inner: Lines; after: readonly number[] } {
    const { current, yours } = this.#edits;
    const { base } = this.#lines;
    const start = Math.min(current.start, yours.start);
    const end = Math.max(current.end, yours.end);
    const innerOf = (lines: number[]) => lines.slice(start, lines.length - (base.length - end));
    const inner = {
      base: innerOf(base),
      current: innerOf(this.#lines.current),
      yours: innerOf(this.#lines.yours),
    };
    return { before: base.slice(0, start), inner, after: base.slice(end) };
  }

  /** The text of such lines. */
  write(lines: readonly number[]): string {
    return lines.map((line) => this.#texts[line]).join('');
  }

  #numberOf(line: string, numbers: Map<string, number>): number {
    const known = numbers.get(line);
    if (known !== undefined) return known;
    numbers.set(line, this.#texts.length);
    return this.#texts.push(line) - 1;
  }

  #findUnique(): void {
    for (const lines of Object.values(this.#lines)) {
      const counts = Array.from({ length: this.#texts.length }, () => 0);
      for (const line of lines) counts[line] = (counts[line] ?? 0) + 1;
      for (const [line, count] of counts.entries()) {
        this.#unique[line] = count === 1 && this.#unique[line] !== false;
      }
    }
  }

  /** What a side changed, from the first to the last difference. */
  #edit(side: 'current' | 'yours'): Edit {
    const { base, [side]: lines } = this.#lines;
    const shorter = Math.min(base.length, lines.length);
    let start = 0;
    while (start < shorter && base[start] === lines[start]) start++;
    let same = 0;
    // Among repeated lines the end of a change can be seen in several places, and the two sides must not see it
    // differently: the lines after it count as untouched only from one on that cannot be mistaken.
    for (let length = 1; length <= shorter - start; length++) {
      const line = base[base.length - length];
      if (line === undefined || line !== lines[lines.length - length]) break;
      if (this.#unique[line] === true) same = length;
    }
    return { start, end: base.length - same, content: lines.slice(start, lines.length - same) };
  }
}

function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed + 1;
    lines.push(text.slice(start, end));
    start = end;
  }
  return lines;
}
