import { isJsonObject, type JsonValue } from '../json-value.js';
import type { Build, Place } from './draft.js';
import { Evaluated } from './evaluated.js';
import type { Check, Subschema } from './subschema.js';

// Subschemas that judge the value itself (core 10.2).

/** Keywords that combine schemas. Those that need all of them pass `seen` on: if one fails, so does the whole. */
export const APPLICATORS: Readonly<Record<string, Build>> = {
  allOf: combining((schemas) => (value, run, seen) => {
    let valid = true;
    for (const schema of schemas) {
      if (schema.holds(value, run, seen)) continue;
      valid = false;
      if (run.quiet) break;
    }
    return valid;
  }),
  anyOf: combining((schemas) => (value, run, seen) => {
    const probe = probing(value, run, seen);
    let valid = false;
    for (const schema of schemas) {
      if (probe(schema)) valid = true;
      // Further ones matter only for what they have dealt with.
      if (valid && seen === undefined) break;
    }
    return (
      valid ||
      run.fail(`must match one of the ${schemas.length} schemas in "anyOf" at least, and matches none`)
    );
  }),
  oneOf: combining((schemas) => (value, run, seen) => {
    const probe = probing(value, run, seen);
    const matching: number[] = [];
    for (const [index, schema] of schemas.entries()) if (probe(schema)) matching.push(index);
    if (matching.length === 1) return true;
    const found =
      matching.length === 0 ? 'none' : `those at ${matching.slice(0, 5).join(', ')}, counted from 0`;
    return run.fail(
      `must match exactly one of the ${schemas.length} schemas in "oneOf", and matches ${found}`,
    );
  }),
  not(value, place) {
    const schema = place.subInPlace(value);
    return (instance, run) =>
      !run.probe(instance, schema, undefined) || run.fail('must not match the schema in "not"');
  },
  if(value, place) {
    const condition = place.subInPlace(value);
    const then = branch(place, 'then');
    const otherwise = branch(place, 'else');
    return (instance, run, seen) => {
      const chosen = probing(instance, run, seen)(condition) ? then : otherwise;
      return chosen?.holds(instance, run, seen) ?? true;
    };
  },
  dependentSchemas(value, place) {
    if (!isJsonObject(value)) return place.fault('must be an object of schemas');
    const schemas = Object.entries(value).map(([name, schema]) => ({
      name,
      schema: place.subInPlace(schema, name),
    }));
    return (instance, run, seen) => {
      if (!isJsonObject(instance)) return true;
      run.spend(schemas.length);
      let valid = true;
      for (const { name, schema } of schemas) {
        if (!Object.hasOwn(instance, name)) continue;
        if (!schema.holds(instance, run, seen)) valid = false;
      }
      return valid;
    };
  },
};

function combining(check: (schemas: readonly Subschema[]) => Check): Build {
  return (value, place) => {
    if (!Array.isArray(value) || value.length === 0)
      return place.fault('must be an array of schemas, not empty');
    return check(value.map((schema, index) => place.subInPlace(schema, index)));
  };
}

/** Tries schemas on one value; what a failing one has dealt with does not count (core 7.7.1.1). */
function probing(value: JsonValue, run: Parameters<Check>[1], seen: Evaluated | undefined) {
  return (schema: Subschema): boolean => {
    const own = seen === undefined ? undefined : new Evaluated();
    const holds = run.probe(value, schema, own);
    if (holds && own !== undefined) seen?.add(own, run);
    return holds;
  };
}

function branch(place: Place, keyword: 'then' | 'else'): Subschema | undefined {
  const value = place.sibling(keyword);
  return value === undefined ? undefined : place.beside(keyword).subInPlace(value);
}

/** `then` and `else`. Without `if` it means nothing (core 10.2.2.2), but may be referred to. */
export function branchAlone(value: JsonValue, place: Place): undefined {
  if (place.sibling('if') === undefined) place.sub(value);
  return undefined;
}
