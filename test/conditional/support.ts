import {
  type CurrentState,
  type EvaluateOptions,
  type Preconditions,
  type WriteVerdict,
  evaluate,
  formatHttpDate,
  httpSeconds,
  parseEntityTag,
  parsePreconditions,
} from '../../src/conditional/index.js';

/** 2026-03-04T05:06:07Z: the moment of every request here. */
export const NOW = httpSeconds(Date.UTC(2026, 2, 4, 5, 6, 7));

/** When the current state was made: an hour ago. */
export const CHANGED = httpSeconds((NOW - 3600) * 1000);

/** An IMF-fixdate so many seconds after the change. */
export function dateAfterChange(seconds: number): string {
  return formatHttpDate(httpSeconds((CHANGED + seconds) * 1000));
}

/** The second before the change, the very second of it, and the second behind it. */
export const BEFORE = dateAfterChange(-1);
export const SAME = dateAfterChange(0);
export const AFTER = dateAfterChange(1);

/** The fields of a request by their usual names; a list stands for several field lines. */
export type Fields = Partial<
  Record<
    'If-Match' | 'If-None-Match' | 'If-Modified-Since' | 'If-Unmodified-Since',
    string | readonly string[]
  >
>;

export function preconditions(fields: Fields): Preconditions {
  return parsePreconditions(
    {
      'if-match': lines(fields['If-Match']),
      'if-none-match': lines(fields['If-None-Match']),
      'if-modified-since': lines(fields['If-Modified-Since']),
      'if-unmodified-since': lines(fields['If-Unmodified-Since']),
    },
    NOW,
  );
}

function lines(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : value;
}

export const ABSENT: CurrentState = { kind: 'absent' };

/** A present state named by these tags, changed at `CHANGED` in a second without another change. */
export function present(...tags: readonly string[]): CurrentState {
  return { ...undated(...tags), lastModified: { seconds: CHANGED, unique: true } };
}

/** The same, but another change fell into the same second. */
export function presentTwice(...tags: readonly string[]): CurrentState {
  return { ...undated(...tags), lastModified: { seconds: CHANGED, unique: false } };
}

/** A present state without a modification date, such as a list. */
export function undated(...tags: readonly string[]): Extract<CurrentState, { kind: 'present' }> {
  return {
    kind: 'present',
    tags: tags.map((text) => {
      const tag = parseEntityTag(text);
      if (tag === undefined) throw new Error(`The test's own tag ${text} is malformed`);
      return tag;
    }),
  };
}

/** What most tests ask about: the state named by `"7"`. */
export const CURRENT = present('"7"');

/** A verdict with its deciding field, in one string: `proceed`, `failed by If-Match`. */
export function told(verdict: WriteVerdict): string {
  return 'field' in verdict ? `${verdict.kind} by ${verdict.field}` : verdict.kind;
}

/** One question to the engine with the answer that is told. */
export type Row = readonly [
  name: string,
  method: string,
  fields: Fields,
  current: CurrentState,
  verdict: string,
];

export function judge(
  method: string,
  fields: Fields,
  current: CurrentState,
  options?: EvaluateOptions,
): string {
  return told(evaluate(method, preconditions(fields), current, options));
}
