/** What the grammar (8259) allowed where a text went wrong. */
export type Expectation =
  | 'value'
  | 'member-name'
  | 'first-member'
  | 'colon'
  | 'comma-or-brace'
  | 'comma-or-bracket'
  | 'end-of-text'
  | 'digit'
  | 'literal'
  | 'string-character'
  | 'closing-quote'
  | 'escape'
  | 'four-hex-digits';

/** Faults of a well-formed text that are answered with 400 (contract 2; 7493 2.1, 2.3). */
export type FormFault = 'duplicate-member' | 'lone-surrogate';

/** Faults of a well-formed text that are answered with 422 (contract 2; 7493 2.2). */
export type MeaningFault = 'not-an-object' | 'unsafe-number' | 'too-deep';

/**
 * A fault as the scanner sees it: only what and where. `offset` counts UTF-16 code units from the start of
 * the text.
 */
export type Finding =
  | { readonly kind: 'malformed'; readonly offset: number; readonly expected: Expectation }
  | { readonly kind: FormFault | MeaningFault; readonly offset: number };

/** What a scan step returns, instead of the index where it ended, after it reported malformed text. */
export const FAILED = -1;

/**
 * Collects the faults of one text and decides which of them is told.
 *
 * Malformed text wins wherever it stands, since nothing else said about it would be certain. After it come
 * the 400 kinds, then the 422 kinds, in the order in which the contract judges content; within a class, the
 * first in the text.
 */
export class FaultLog {
  private malformedAt: Finding | undefined;
  private firstForm: Finding | undefined;
  private firstMeaning: Finding | undefined;

  /** Records where the grammar broke; the scan ends there, so there is only one. Returns FAILED. */
  malformed(offset: number, expected: Expectation): typeof FAILED {
    this.malformedAt = { kind: 'malformed', offset, expected };
    return FAILED;
  }

  /** Records a 400 fault; the scan goes on. */
  form(kind: FormFault, offset: number): void {
    this.firstForm ??= { kind, offset };
  }

  /** Records a 422 fault; the scan goes on. */
  meaning(kind: MeaningFault, offset: number): void {
    this.firstMeaning ??= { kind, offset };
  }

  /** True once a 422 fault is known: no later one will be told, so costly checks for more may be left out. */
  hasMeaning(): boolean {
    return this.firstMeaning !== undefined;
  }

  /** The fault to tell; undefined when there was none. */
  worst(): Finding | undefined {
    return this.malformedAt ?? this.firstForm ?? this.firstMeaning;
  }
}
