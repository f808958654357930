import {
  type CurrentState,
  evaluate,
  evaluateWrite,
  malformedPrecondition,
  type Preconditions,
} from '../conditional/index.js';
import { type Fields, type Outcome, refuse, type Refusal, type Validators } from './outcome.js';

// Where verdicts of the engine become outcomes.

/** 400 for a precondition that cannot be read, where the method makes that a reason to refuse. */
export function refuseMalformed(method: string, preconditions: Preconditions): Refusal | undefined {
  const fault = malformedPrecondition(method, preconditions);
  if (fault === undefined) return undefined;
  return refuse(
    'malformed-precondition',
    `${fault.field} is not usable: ${fault.reason}. Send "*" or the ETag of an earlier answer, unchanged.`,
    { field: fault.field },
  );
}

/** How a 412 speaks of the state that made it. */
export interface Told {
  /** Null when nothing is there. */
  readonly current: object | null;
  /** The current ETag. */
  readonly fields: Fields;
}

/** The representation that a read selected, and how to speak of it. */
export interface Selected {
  readonly validators: Validators;
  /** How a 412 speaks of it; asked only then. */
  readonly told: () => Told;
  /** The fields of the 200 that its 304 repeats (9110 15.4.5), beyond those that every 304 has. */
  readonly repeated?: Fields;
}

/** What a read came to before its content is needed: 304, 412, or undefined to go on with the content. */
export function judgeRead(
  method: string,
  preconditions: Preconditions,
  state: Extract<CurrentState, { kind: 'present' }>,
  selected: Selected,
): Outcome | undefined {
  const verdict = evaluate(method, preconditions, state);
  switch (verdict.kind) {
    case 'proceed':
      return undefined;
    case 'not-modified':
      return {
        kind: 'not-modified',
        validators: selected.validators,
        freshness: 'revalidate',
        ...(selected.repeated && { fields: selected.repeated }),
      };
    case 'failed':
      return preconditionFailed(verdict.field, selected.told());
    default:
      return verdict satisfies never;
  }
}

/** What a write is judged against, and how to speak of it. */
export interface WriteTarget {
  readonly state: CurrentState;
  /** How a 412 speaks of it; asked only then. */
  readonly told: () => Told;
}

/** How strictly writes are judged. */
export interface WritePolicy {
  /** Whether a write without a precondition is refused (428). */
  readonly required: boolean;
  /** Whether If-Match takes weak tags (WEAK_IF_MATCH=accept). */
  readonly weakIfMatch: boolean;
}

/** The refusal of a write by its preconditions (412 or 428); undefined when it may be performed. */
export function judgeWrite(
  method: string,
  preconditions: Preconditions,
  target: WriteTarget,
  policy: WritePolicy,
): Refusal | undefined {
  const verdict = evaluateWrite(method, preconditions, target.state, policy);
  switch (verdict.kind) {
    case 'proceed':
      return undefined;
    case 'failed':
    case 'not-modified':
      return preconditionFailed(verdict.field, target.told());
    case 'required':
      return refuse('precondition-required', requirement(target.state));
    default:
      return verdict satisfies never;
  }
}

function preconditionFailed(field: string, { current, fields }: Told): Refusal {
  const detail =
    current === null
      ? `${field} is false: nothing is there at present. To create it, send "If-None-Match: *".`
      : `${field} is false for the current state. Nothing was changed. GET the resource, apply the change to what it ` +
        'shows, and send it again with If-Match and the new ETag.';
  return refuse('precondition-failed', detail, { field, current }, fields);
}

function requirement(state: CurrentState): string {
  return state.kind === 'absent'
    ? 'Nothing is there at present. To create it, send the request with "If-None-Match: *".'
    : 'GET the resource and send its ETag as If-Match with this request; or send "If-Match: *" to overwrite ' +
        'whatever is there.';
}
