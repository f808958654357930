import type { JsonValue } from '../json-value.js';
import { shortened } from '../patch-failure.js';
import type { Evaluated } from './evaluated.js';
import type { Resource, Subschema } from './subschema.js';

/** One place that breaks a rule, and what the rule asks for: of a document, or of a schema itself. */
export interface SchemaFault {
  /** JSON Pointer (6901), cut after 1024 characters. */
  readonly pointer: string;
  readonly message: string;
}

/** Faults that are told; further ones would only swell the answer. */
export const MOST_FAULTS = 20;

/** Subschemas that may be under evaluation inside each other: far from the end of the call stack. */
const MOST_DEPTH = 1000;

/** Thrown to leave an evaluation from any depth; never leaves `evaluate`. */
class Stopped extends Error {}

/**
 * One check of one document. Every step is paid for, so that a schema whose branches multiply, and a document made for
 * it, end after a bounded time.
 */
export class Evaluation {
  readonly #faults: SchemaFault[] = [];
  readonly #path: string[] = [];
  /** The schema resources that were entered, outermost first: what `$dynamicRef` looks through (core 7.1). */
  readonly #scope: Resource[] = [];
  #left: number;
  #depth = 0;
  #probes = 0;

  private constructor(budget: number) {
    this.#left = budget;
  }

  /** What `value` breaks of `schema`: nothing when it holds. `budget` is the number of steps it may take. */
  static of(schema: Subschema, value: JsonValue, budget: number): readonly SchemaFault[] {
    const run = new Evaluation(budget);
    try {
      schema.holds(value, run, undefined);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
    return run.#faults;
  }

  /** Whether nothing is told of a failure, so that the first one is enough. */
  get quiet(): boolean {
    return this.#probes > 0;
  }

  /** Pays for `steps`, each about as much work as one comparison. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) this.#giveUp();
  }

  /** Tells a fault at the current place, unless this is a probe. Always false, for the check to return. */
  fail(message: string): false {
    if (this.quiet) return false;
    this.#faults.push({ pointer: shortened(this.#path), message });
    if (this.#faults.length >= MOST_FAULTS) throw new Stopped();
    return false;
  }

  /** Checks a member or an element against `schema`. */
  within(token: string | number, value: JsonValue, schema: Subschema): boolean {
    this.#path.push(String(token));
    const holds = schema.holds(value, this, undefined);
    this.#path.pop();
    return holds;
  }

  /** Whether `schema` holds, without a word when it does not. */
  probe(value: JsonValue, schema: Subschema, seen: Evaluated | undefined): boolean {
    this.#probes++;
    const holds = schema.holds(value, this, seen);
    this.#probes--;
    return holds;
  }

  /** Enters a subschema of `resource`; the result is for `leave`. */
  enter(resource: Resource): boolean {
    this.spend(2);
    this.#depth++;
    if (this.#depth > MOST_DEPTH) this.#giveUp();
    const enters = this.#scope.at(-1) !== resource;
    if (enters) this.#scope.push(resource);
    return enters;
  }

  leave(entered: boolean): void {
    this.#depth--;
    if (entered) this.#scope.pop();
  }

  /** The outermost entered resource's subschema with the dynamic anchor `name` (core 8.2.3.2). */
  dynamicTarget(name: string): Subschema | undefined {
    this.spend(this.#scope.length);
    for (const { dynamicAnchors } of this.#scope) {
      const target = dynamicAnchors.get(name);
      if (target !== undefined) return target;
    }
    return undefined;
  }

  #giveUp(): never {
    const message = 'takes more steps to check than a document of this size may; simplify the schema';
    this.#faults.push({ pointer: '', message });
    throw new Stopped();
  }
}
