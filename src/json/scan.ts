import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET } from './characters.js';
import { isSpace, LOWER_F, LOWER_N, LOWER_T, MINUS, NINE, QUOTE, ZERO } from './characters.js';
import { FAILED, FaultLog, type Expectation, type Finding } from './fault-log.js';
import { MemberNames } from './member-names.js';
import { scanNumber } from './scan-number.js';
import { scanString } from './scan-string.js';

/** What a text must satisfy beyond the grammar. `maxDepth`: the top object or array is level 1. */
export interface ScanRules {
  readonly maxDepth: number;
  readonly topLevel: 'object' | 'any';
}

/**
 * Reads a text once, from left to right, as one JSON value (8259 2) under the rules of I-JSON (7493) and of
 * the contract. Returns the fault to tell (see FaultLog), or undefined when the text is acceptable.
 *
 * Time and memory are linear in the text. Open levels lie on a list, not on the call stack, so no nesting
 * overflows.
 */
export function scan(text: string, rules: ScanRules): Finding | undefined {
  return new Scanner(text, rules).run();
}

/** What comes next in the text. */
type Step = 'value' | 'member-name' | 'after-value' | 'end' | 'failed';

/** Stands for an array among the open levels; an object is there as its mark, which is never negative. */
const ARRAY = -1;

class Scanner {
  private at = 0;
  private readonly levels: number[] = [];
  private readonly names = new MemberNames();
  private readonly log = new FaultLog();
  private readonly hasEscapes: boolean;

  constructor(
    private readonly text: string,
    private readonly rules: ScanRules,
  ) {
    this.hasEscapes = text.includes('\\');
  }

  run(): Finding | undefined {
    let step = this.topLevel();
    while (step !== 'end' && step !== 'failed') {
      if (step === 'value') step = this.value();
      else if (step === 'member-name') step = this.memberName();
      else step = this.afterValue();
    }
    return this.log.worst();
  }

  private topLevel(): Step {
    const unit = this.peek();
    if (this.rules.topLevel === 'object' && unit !== OPEN_BRACE) this.log.meaning('not-an-object', this.at);
    return 'value';
  }

  private value(): Step {
    const unit = this.peek();
    if (unit === QUOTE) return this.to(scanString(this.text, this.at, this.log), 'after-value');
    if (unit === OPEN_BRACE) return this.openObject();
    if (unit === OPEN_BRACKET) return this.openArray();
    if (unit === MINUS || (unit >= ZERO && unit <= NINE)) {
      return this.to(scanNumber(this.text, this.at, this.log), 'after-value');
    }
    if (unit === LOWER_T) return this.literal('true');
    if (unit === LOWER_F) return this.literal('false');
    if (unit === LOWER_N) return this.literal('null');
    return this.fail('value');
  }

  private openObject(): Step {
    this.openLevel(this.names.open());
    const unit = this.peek();
    if (unit === QUOTE) return 'member-name';
    return unit === CLOSE_BRACE ? this.closeLevel() : this.fail('first-member');
  }

  private openArray(): Step {
    this.openLevel(ARRAY);
    return this.peek() === CLOSE_BRACKET ? this.closeLevel() : 'value';
  }

  private memberName(): Step {
    if (this.peek() !== QUOTE) return this.fail('member-name');
    const start = this.at;
    const end = scanString(this.text, start, this.log);
    if (end === FAILED) return 'failed';
    const mark = this.levels[this.levels.length - 1] ?? ARRAY;
    if (!this.names.add(mark, this.nameKey(start, end))) this.log.form('duplicate-member', start);
    this.at = end;
    if (this.peek() !== COLON) return this.fail('colon');
    this.at += 1;
    return 'value';
  }

  private afterValue(): Step {
    const unit = this.peek();
    const level = this.levels[this.levels.length - 1];
    if (level === undefined) return this.at === this.text.length ? 'end' : this.fail('end-of-text');
    if (unit === COMMA) {
      this.at += 1;
      return level === ARRAY ? 'value' : 'member-name';
    }
    if (unit === (level === ARRAY ? CLOSE_BRACKET : CLOSE_BRACE)) return this.closeLevel();
    return this.fail(level === ARRAY ? 'comma-or-bracket' : 'comma-or-brace');
  }

  private openLevel(level: number): void {
    this.levels.push(level);
    if (this.levels.length > this.rules.maxDepth) this.log.meaning('too-deep', this.at);
    this.at += 1;
  }

  private closeLevel(): Step {
    const level = this.levels.pop() ?? ARRAY;
    if (level !== ARRAY) this.names.close(level);
    this.at += 1;
    return 'after-value';
  }

  /** The name with its opening quote (see MemberNames), unescaped: `"a"` and `"\u0061"` are one name. */
  private nameKey(start: number, end: number): string {
    const raw = this.text.slice(start, end - 1);
    if (!this.hasEscapes || !raw.includes('\\')) return raw;
    return `"${String(JSON.parse(`${raw}"`))}`;
  }

  private literal(word: string): Step {
    if (!this.text.startsWith(word, this.at)) return this.fail('literal');
    this.at += word.length;
    return 'after-value';
  }

  /** Skips white space (8259 2) and returns the code unit there; -1 at the end of the text. */
  private peek(): number {
    const text = this.text;
    for (let at = this.at; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (isSpace(unit)) continue;
      this.at = at;
      return unit;
    }
    this.at = text.length;
    return -1;
  }

  private to(end: number, next: Step): Step {
    if (end === FAILED) return 'failed';
    this.at = end;
    return next;
  }

  private fail(expected: Expectation): Step {
    this.log.malformed(this.at, expected);
    return 'failed';
  }
}
