import { formatPointer, type JsonPointer } from '../json-pointer.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../json-value.js';
import { shortened } from '../patch-failure.js';
import { MOST_FAULTS, type SchemaFault } from './evaluation.js';
import { KEYWORDS } from './keywords.js';
import { Patterns } from './pattern.js';
import { type Check, type Resource, Subschema } from './subschema.js';
import { openResource } from './resources.js';

/** Schema objects and booleans that one schema may hold. */
const MOST_SUBSCHEMAS = 4096;

/** Thrown when there is nothing to be gained by reading on; never leaves the compiler. */
export class DraftAbandoned extends Error {}

/** A `$ref` or `$dynamicRef` that is resolved when every subschema is known. */
export interface Reference {
  readonly from: Subschema;
  readonly at: JsonPointer;
  readonly uri: string;
  readonly dynamic: boolean;
  resolved?: { readonly target: Subschema; readonly dynamicAnchor: string | undefined };
}

/** A schema while it is being compiled. */
export class Draft {
  readonly faults: SchemaFault[] = [];
  readonly references: Reference[] = [];
  readonly patterns = new Patterns();
  /** By absolute URI without fragment. */
  readonly resources = new Map<string, Resource>();
  /** By pointer from the top of the whole schema. */
  readonly subschemas = new Map<string, Subschema>();

  fault(at: JsonPointer, message: string): undefined {
    this.faults.push({ pointer: shortened(at), message });
    if (this.faults.length >= MOST_FAULTS) throw new DraftAbandoned();
    return undefined;
  }

  /** Compiles the schema at `at`, which lies in `outer` or begins a resource of its own. */
  subschema(value: JsonValue, at: JsonPointer, outer: Resource | undefined): Subschema {
    const resource = openResource(this, value, at, outer);
    const made = new Subschema(resource, at);
    this.subschemas.set(formatPointer(at), made);
    if (this.subschemas.size > MOST_SUBSCHEMAS) {
      this.fault(at, `is one subschema too many: a schema may hold ${MOST_SUBSCHEMAS}`);
      throw new DraftAbandoned();
    }
    if (typeof value === 'boolean') {
      if (!value) made.checks.push((_, run) => run.fail('is not allowed by the schema'));
    } else if (!isJsonObject(value)) this.fault(at, 'must be a schema: an object, true or false');
    else this.#keywords(made, value);
    return made;
  }

  #keywords(made: Subschema, schema: JsonObject): void {
    for (const name of Object.keys(schema)) {
      if (KEYWORDS.has(name) || name.startsWith('x-')) continue;
      this.fault([...made.at, name], OUTDATED.get(name) ?? UNKNOWN);
    }
    for (const [name, build] of KEYWORDS) {
      if (!Object.hasOwn(schema, name)) continue;
      const value = schema[name];
      if (value === undefined) continue;
      const check = build(value, new Place(this, made, schema, name));
      if (check === undefined) continue;
      (name.startsWith('unevaluated') ? made.closing : made.checks).push(check);
    }
  }
}

// A misspelt keyword would be a rule that is never enforced, so what is not known is refused.
const UNKNOWN =
  'is no keyword of JSON Schema 2020-12; names that begin with "x-" are free for notes of your own';

const OUTDATED = new Map([
  ['additionalItems', 'is not in JSON Schema 2020-12: "items" says what follows "prefixItems"'],
  ['dependencies', 'is not in JSON Schema 2020-12: use "dependentRequired" or "dependentSchemas"'],
  ['$recursiveRef', 'is not in JSON Schema 2020-12: use "$dynamicRef"'],
  ['$recursiveAnchor', 'is not in JSON Schema 2020-12: use "$dynamicAnchor"'],
  ['$vocabulary', 'has a meaning in meta-schemas only'],
  ['id', 'is not in JSON Schema 2020-12: use "$id"'],
  ['nullable', 'is not in JSON Schema 2020-12: add "null" to "type"'],
]);

/** Builds the check of one keyword; undefined when it has none of its own. */
export type Build = (value: JsonValue, place: Place) => Check | undefined;

/** One keyword in one schema object, as its builder sees it. */
export class Place {
  constructor(
    readonly draft: Draft,
    readonly owner: Subschema,
    readonly schema: JsonObject,
    readonly keyword: string,
  ) {}

  /** Another keyword of the same schema object. */
  sibling(name: string): JsonValue | undefined {
    return Object.hasOwn(this.schema, name) ? this.schema[name] : undefined;
  }

  fault(message: string, ...tokens: readonly (string | number)[]): undefined {
    return this.draft.fault([...this.owner.at, this.keyword, ...tokens.map(String)], message);
  }

  /** The subschema at `tokens` below the keyword, which judges members or elements. */
  sub(value: JsonValue, ...tokens: readonly (string | number)[]): Subschema {
    const at = [...this.owner.at, this.keyword, ...tokens.map(String)];
    return this.draft.subschema(value, at, this.owner.resource);
  }

  /** The same for a subschema that judges the value itself. */
  subInPlace(value: JsonValue, ...tokens: readonly (string | number)[]): Subschema {
    const made = this.sub(value, ...tokens);
    this.owner.inPlace.push(made);
    return made;
  }

  /** This place under another keyword of the same schema object. */
  beside(keyword: string): Place {
    return new Place(this.draft, this.owner, this.schema, keyword);
  }

  refer(uri: string, dynamic: boolean): Reference {
    const reference = { from: this.owner, at: [...this.owner.at, this.keyword], uri, dynamic };
    this.draft.references.push(reference);
    return reference;
  }
}
