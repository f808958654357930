import type { JsonPointer } from '../json-pointer.js';
import type { JsonValue } from '../json-value.js';
import { Evaluated } from './evaluated.js';
import type { Evaluation } from './evaluation.js';

/** One keyword, ready to judge a value. It tells its own faults. */
export type Check = (value: JsonValue, run: Evaluation, seen: Evaluated | undefined) => boolean;

/** A schema resource: the whole schema, or a part of it with an `$id` of its own (core 4.3.5). */
export interface Resource {
  /** What references in it are relative to. */
  readonly base: string;
  /** Where it begins in the whole schema. */
  readonly at: JsonPointer;
  readonly anchors: Map<string, Subschema>;
  readonly dynamicAnchors: Map<string, Subschema>;
}

/** One schema object or boolean, compiled. */
export class Subschema {
  readonly checks: Check[] = [];
  /** `unevaluated…`, which go last and only when the rest holds. */
  readonly closing: Check[] = [];
  /** Subschemas that judge the same value as this one: a circle of them would never end. */
  readonly inPlace: Subschema[] = [];

  constructor(
    readonly resource: Resource,
    readonly at: JsonPointer,
  ) {}

  /** Whether `value` is valid. `seen` collects what was dealt with, for an `unevaluated…` further out. */
  holds(value: JsonValue, run: Evaluation, seen: Evaluated | undefined): boolean {
    const entered = run.enter(this.resource);
    const own = this.closing.length > 0 ? new Evaluated() : seen;
    const valid = allHold(this.checks, value, run, own) && allHold(this.closing, value, run, own);
    if (valid && own !== seen && own !== undefined) seen?.add(own, run);
    run.leave(entered);
    return valid;
  }
}

function allHold(
  checks: readonly Check[],
  value: JsonValue,
  run: Evaluation,
  seen: Evaluated | undefined,
): boolean {
  let valid = true;
  for (const check of checks) {
    if (check(value, run, seen)) continue;
    valid = false;
    if (run.quiet) return false;
  }
  return valid;
}
