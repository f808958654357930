import { isJsonObject, type JsonObject, type JsonValue } from '../json-value.js';
import type { Place } from './draft.js';
import type { Evaluated } from './evaluated.js';
import type { Evaluation } from './evaluation.js';
import { describeName, NAME_STEPS } from './names.js';
import type { LinearPattern } from './pattern.js';
import type { Check, Subschema } from './subschema.js';

// Only own members are there: `toString` and `__proto__` are names like any other.

/** `required` (validation 6.5.3). */
export function required(value: JsonValue, place: Place): Check | undefined {
  if (!isNames(value)) return place.fault('must be an array of different names');
  return requiring(value, '');
}

/** `dependentRequired` (validation 6.5.4). */
export function dependentRequired(value: JsonValue, place: Place): Check | undefined {
  const rule = 'must be an object of arrays of different names';
  if (!isJsonObject(value)) return place.fault(rule);
  const checks: (readonly [string, Check])[] = [];
  for (const [name, names] of Object.entries(value)) {
    if (!isNames(names)) return place.fault(rule);
    checks.push([name, requiring(names, `, because it has ${describeName(name)}`)]);
  }
  return (instance, run, seen) => {
    if (!isJsonObject(instance)) return true;
    run.spend(checks.length);
    let valid = true;
    for (const [name, check] of checks) {
      if (Object.hasOwn(instance, name) && !check(instance, run, seen)) valid = false;
    }
    return valid;
  };
}

/** `propertyNames` (core 10.3.2.4). */
export function propertyNames(value: JsonValue, place: Place): Check {
  const schema = place.sub(value);
  return (instance, run) =>
    eachName(instance, run, (name) => {
      if (run.probe(name, schema, undefined)) return true;
      return run.fail(`has a member whose name does not match "propertyNames": ${describeName(name)}`);
    });
}

/** `properties` (core 10.3.2.1). */
export function properties(value: JsonValue, place: Place): Check | undefined {
  if (!isJsonObject(value)) return place.fault('must be an object of schemas');
  const schemas = Object.entries(value).map(([name, schema]) => [name, place.sub(schema, name)] as const);
  return (instance, run, seen) => {
    if (!isJsonObject(instance)) return true;
    run.spend(schemas.length);
    let valid = true;
    for (const [name, schema] of schemas) {
      if (!Object.hasOwn(instance, name)) continue;
      if (!member(instance, name, schema, run, seen)) valid = false;
      if (!valid && run.quiet) break;
    }
    return valid;
  };
}

/** `patternProperties` (core 10.3.2.2). */
export function patternProperties(value: JsonValue, place: Place): Check | undefined {
  if (!isJsonObject(value)) return place.fault('must be an object of schemas');
  const rules: { readonly pattern: LinearPattern; readonly schema: Subschema }[] = [];
  for (const [source, schema] of Object.entries(value)) {
    const pattern = place.draft.patterns.compile(source);
    const compiled = place.sub(schema, source);
    if (typeof pattern === 'string') place.fault(pattern, source);
    else rules.push({ pattern, schema: compiled });
  }
  return (instance, run, seen) =>
    eachName(instance, run, (name, object) => {
      let valid = true;
      for (const { pattern, schema } of rules) {
        if (pattern.isIn(name, run) && !member(object, name, schema, run, seen)) valid = false;
      }
      return valid;
    });
}

/** `additionalProperties`: what neither `properties` nor `patternProperties` names (core 10.3.2.3). */
export function additionalProperties(value: JsonValue, place: Place): Check {
  const schema = place.sub(value);
  const named = place.sibling('properties');
  const names = new Set(named === undefined || !isJsonObject(named) ? [] : Object.keys(named));
  const sources = place.sibling('patternProperties');
  const patterns = (sources === undefined || !isJsonObject(sources) ? [] : Object.keys(sources))
    .map((source) => place.draft.patterns.compile(source))
    .filter((pattern) => typeof pattern !== 'string');
  return (instance, run, seen) =>
    eachName(instance, run, (name, object) => {
      if (names.has(name) || patterns.some((pattern) => pattern.isIn(name, run))) return true;
      return member(object, name, schema, run, seen);
    });
}

/** `unevaluatedProperties`: what nothing else dealt with (core 11.3). */
export function unevaluatedProperties(value: JsonValue, place: Place): Check {
  const schema = place.sub(value);
  return (instance, run, seen) => {
    if (seen === undefined || seen.everyProperty) return true;
    const valid = eachName(instance, run, (name, object) => {
      return seen.properties.has(name) || member(object, name, schema, run, undefined);
    });
    seen.everyProperty = true;
    return valid;
  };
}

function requiring(names: readonly string[], reason: string): Check {
  return (instance, run) => {
    if (!isJsonObject(instance)) return true;
    run.spend(names.length);
    let valid = true;
    for (const name of names) {
      if (Object.hasOwn(instance, name)) continue;
      valid = run.fail(`must have the member ${describeName(name)}${reason}`);
      if (run.quiet) break;
    }
    return valid;
  };
}

function eachName(
  instance: JsonValue,
  run: Evaluation,
  check: (name: string, object: JsonObject) => boolean,
): boolean {
  if (!isJsonObject(instance)) return true;
  const names = Object.keys(instance);
  run.spend(NAME_STEPS * names.length);
  let valid = true;
  for (const name of names) {
    if (check(name, instance)) continue;
    valid = false;
    if (run.quiet) break;
  }
  return valid;
}

function member(
  object: JsonObject,
  name: string,
  schema: Subschema,
  run: Evaluation,
  seen: Evaluated | undefined,
): boolean {
  seen?.properties.add(name);
  const value = object[name];
  return value === undefined || run.within(name, value, schema);
}

function isNames(value: JsonValue): value is string[] {
  return (
    Array.isArray(value) &&
    value.every((name) => typeof name === 'string') &&
    new Set(value).size === value.length
  );
}
