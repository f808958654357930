import type { JsonValue } from '../json-value.js';
import type { Place } from './draft.js';
import type { Evaluation } from './evaluation.js';
import type { Check, Subschema } from './subschema.js';

/** `prefixItems`: a schema for each of the first elements (core 10.3.1.1). */
export function prefixItems(value: JsonValue, place: Place): Check | undefined {
  if (!Array.isArray(value) || value.length === 0)
    return place.fault('must be an array of schemas, not empty');
  const schemas = value.map((schema, index) => place.sub(schema, index));
  return (instance, run, seen) => {
    if (!Array.isArray(instance)) return true;
    if (seen !== undefined) seen.items = Math.max(seen.items, schemas.length);
    return every(instance, run, 0, (index) => schemas[index]);
  };
}

/** `items`: a schema for the elements that `prefixItems` leaves (core 10.3.1.2). */
export function items(value: JsonValue, place: Place): Check | undefined {
  if (Array.isArray(value)) {
    return place.fault('must be one schema; schemas of single places stand in "prefixItems"');
  }
  const schema = place.sub(value);
  const prefix = place.sibling('prefixItems');
  const from = Array.isArray(prefix) ? prefix.length : 0;
  return (instance, run, seen) => {
    if (!Array.isArray(instance)) return true;
    if (seen !== undefined) seen.items = Infinity;
    return every(instance, run, from, () => schema);
  };
}

/** `contains` with `minContains` and `maxContains` (core 10.3.1.3; validation 6.4.4, 6.4.5). */
export function contains(value: JsonValue, place: Place): Check {
  const schema = place.sub(value);
  const least = numberOr(place.sibling('minContains'), 1);
  const most = numberOr(place.sibling('maxContains'), Infinity);
  const bounds = most === Infinity ? `${least} or more` : `between ${least} and ${most}`;
  return (instance, run, seen) => {
    if (!Array.isArray(instance)) return true;
    let found = 0;
    for (const [index, element] of instance.entries()) {
      if (!run.probe(element, schema, undefined)) continue;
      found++;
      seen?.elements.add(index);
    }
    if (found >= least && found <= most) return true;
    return run.fail(`must have ${bounds} elements that match "contains", and has ${found}`);
  };
}

/** `unevaluatedItems`: a schema for the elements that nothing else dealt with (core 11.2). */
export function unevaluatedItems(value: JsonValue, place: Place): Check {
  const schema = place.sub(value);
  return (instance, run, seen) => {
    if (!Array.isArray(instance) || seen === undefined) return true;
    const valid = every(instance, run, seen.items, (index) =>
      seen.elements.has(index) ? undefined : schema,
    );
    seen.items = Infinity;
    return valid;
  };
}

function every(
  elements: readonly JsonValue[],
  run: Evaluation,
  from: number,
  schemaOf: (index: number) => Subschema | undefined,
): boolean {
  let valid = true;
  for (let index = from; index < elements.length; index++) {
    const schema = schemaOf(index);
    const element = elements[index];
    run.spend(1);
    if (schema === undefined || element === undefined || run.within(index, element, schema)) continue;
    valid = false;
    if (run.quiet) return false;
  }
  return valid;
}

function numberOr(value: JsonValue | undefined, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
