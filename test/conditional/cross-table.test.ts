import { type CurrentState, evaluate, evaluateWrite } from '../../src/conditional/index.js';
import {
  type Fields,
  ABSENT,
  dateAfterChange,
  preconditions,
  present,
  presentTwice,
  told,
  undated,
} from './support.js';

/** What stands at the target: the letters are the keys of the truth tables below. */
const STATES = {
  absent: ABSENT,
  strong: present('"a"'),
  shared: presentTwice('"a"'),
  undated: undated('"a"'),
  weak: present('W/"a"'),
  variants: present('"a"', '"a-gzip"'),
} satisfies Record<string, CurrentState>;

type State = keyof typeof STATES;

const PRESENT: readonly State[] = ['strong', 'shared', 'undated', 'weak', 'variants'];
const STRONG: readonly State[] = ['strong', 'shared', 'undated', 'variants'];

/** One value of If-Match, and by 9110 13.1.1 the states it is true for: compared strongly, compared weakly. */
const IF_MATCH = [
  { lines: ['*'], strong: PRESENT, weak: PRESENT },
  { lines: [''], strong: [], weak: [] },
  { lines: ['"a"'], strong: STRONG, weak: PRESENT },
  { lines: ['W/"a"'], strong: [], weak: PRESENT },
  { lines: ['"b"'], strong: [], weak: [] },
  { lines: ['W/"b"', '"a"'], strong: STRONG, weak: PRESENT },
  { lines: ['"a-gzip"'], strong: ['variants'], weak: ['variants'] },
  { lines: ['"a", *'], strong: [], weak: [] },
] satisfies { lines: string[]; strong: readonly State[]; weak: readonly State[] }[];

/** One value of If-None-Match, and by 9110 13.1.2 the states it names; `readable` is false when malformed. */
const IF_NONE_MATCH = [
  { lines: ['*'], names: PRESENT, readable: true },
  { lines: [''], names: [], readable: true },
  { lines: ['"a"'], names: PRESENT, readable: true },
  { lines: ['W/"a"'], names: PRESENT, readable: true },
  { lines: ['"b", W/"c"'], names: [], readable: true },
  { lines: ['"a-gzip"'], names: ['variants'], readable: true },
  { lines: ['a'], names: [], readable: false },
] satisfies { lines: string[]; names: readonly State[]; readable: boolean }[];

/** Seconds from the change to the date; a text is no date. */
const DATES = [-1, 0, 1, 'soon'] as const;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'];

interface Case {
  readonly method: string;
  readonly state: State;
  readonly match: (typeof IF_MATCH)[number] | undefined;
  readonly noneMatch: (typeof IF_NONE_MATCH)[number] | undefined;
  readonly modified: (typeof DATES)[number] | undefined;
  readonly unmodified: (typeof DATES)[number] | undefined;
  readonly lenient: boolean;
}

function includes(states: readonly State[], state: State): boolean {
  return states.includes(state);
}

/** A date counts when it is one, and when there is a modification date to compare it with. */
function dateCounts(date: Case['modified'], state: State): date is -1 | 0 | 1 {
  return typeof date === 'number' && state !== 'absent' && state !== 'undated';
}

/** 9110 13.2.2, told again from its prose and the truth tables: nothing of the code under test is asked. */
function expected({ method, state, match, noneMatch, modified, unmodified, lenient }: Case): string {
  if (['OPTIONS', 'TRACE', 'CONNECT'].includes(method)) return 'proceed';
  const reads = ['GET', 'HEAD'].includes(method);
  if (match && !includes(lenient ? match.weak : match.strong, state)) return 'failed by If-Match';
  if (!match && dateCounts(unmodified, state) && unmodified < 0) return 'failed by If-Unmodified-Since';
  if (noneMatch && !noneMatch.readable) return reads ? 'proceed' : 'failed by If-None-Match';
  if (noneMatch && includes(noneMatch.names, state)) {
    return reads ? 'not-modified by If-None-Match' : 'failed by If-None-Match';
  }
  if (!noneMatch && reads && dateCounts(modified, state)) {
    const fresh = modified > 0 || (modified === 0 && state !== 'shared');
    if (fresh) return 'not-modified by If-Modified-Since';
  }
  return 'proceed';
}

/** The policy of the contract, section 5: what guards, and what a write without a guard is told. */
function expectedOfWrite(asked: Case): string {
  const { match, noneMatch, state } = asked;
  const guarded = (match && !match.lines.includes('"a", *')) === true || noneMatch?.lines[0] === '*';
  if (guarded || match) return expected(asked);
  if (noneMatch && (!noneMatch.readable || includes(noneMatch.names, state)))
    return 'failed by If-None-Match';
  return 'required';
}

function* combinations(): Generator<Omit<Case, 'method' | 'state' | 'lenient'>> {
  for (const match of [undefined, ...IF_MATCH]) {
    for (const noneMatch of [undefined, ...IF_NONE_MATCH]) {
      for (const modified of [undefined, ...DATES]) {
        for (const unmodified of [undefined, ...DATES]) yield { match, noneMatch, modified, unmodified };
      }
    }
  }
}

function fieldsOf({
  match,
  noneMatch,
  modified,
  unmodified,
}: Omit<Case, 'method' | 'state' | 'lenient'>): Fields {
  return {
    ...(match && { 'If-Match': match.lines }),
    ...(noneMatch && { 'If-None-Match': noneMatch.lines }),
    ...(modified !== undefined && { 'If-Modified-Since': dateText(modified) }),
    ...(unmodified !== undefined && { 'If-Unmodified-Since': dateText(unmodified) }),
  };
}

function dateText(date: (typeof DATES)[number]): string {
  return typeof date === 'number' ? dateAfterChange(date) : date;
}

const STATE_NAMES: readonly State[] = ['absent', ...PRESENT];
const TOTAL = 9 * 8 * 5 * 5 * 2 * STATE_NAMES.length;

describe('9110 13.2.2: every combination of fields, methods and states', () => {
  it.each(METHODS)('R8-R44: %s is judged as the prose of the RFC says', (method) => {
    const wrong: unknown[] = [];
    let judged = 0;
    for (const combination of combinations()) {
      const fields = fieldsOf(combination);
      const pre = preconditions(fields);
      for (const state of STATE_NAMES) {
        for (const lenient of [false, true]) {
          const verdict = told(evaluate(method, pre, STATES[state], { weakIfMatch: lenient }));
          const right = expected({ ...combination, method, state, lenient });
          judged += 1;
          if (verdict !== right) wrong.push({ fields, state, lenient, verdict, right });
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(judged).toBe(TOTAL);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'R64: a %s that must be guarded is judged as the contract says',
    (method) => {
      const wrong: unknown[] = [];
      let judged = 0;
      for (const combination of combinations()) {
        const fields = fieldsOf(combination);
        const pre = preconditions(fields);
        for (const state of STATE_NAMES) {
          for (const lenient of [false, true]) {
            const options = { weakIfMatch: lenient, required: true };
            const verdict = told(evaluateWrite(method, pre, STATES[state], options));
            const right = expectedOfWrite({ ...combination, method, state, lenient });
            judged += 1;
            if (verdict !== right) wrong.push({ fields, state, lenient, verdict, right });
          }
        }
      }
      expect(wrong).toEqual([]);
      expect(judged).toBe(TOTAL);
    },
  );
});
