import type { Schema } from '../description/model.js';
import type { Lowered } from './lower.js';

// Types and numbers: the same rules, written in another way.

/** 3.0 has one type, and `nullable`, which counts only beside a type. */
export function lowerType({ type, const: only }: Schema): Lowered {
  const types = ([type].flat() as (string | undefined)[]).filter((name) => name !== undefined);
  if (types.length === 0 && only === undefined) return { schema: {}, exact: true };
  const nullable = types.includes('null');
  const others = types.filter((name) => name !== 'null');
  const [first, second] = others;
  if (first === undefined) {
    // Whatever type stands here: null is all that is left.
    return { schema: nullable ? { type: 'object', nullable: true, enum: [null] } : {}, exact: true };
  }
  if (second === undefined) return { schema: typed(first, nullable), exact: true };
  // One that takes null is enough.
  const anyOf = others.map((name, index) => typed(name, nullable && index === 0, true));
  return { schema: { anyOf }, exact: true };
}

/** `alone`: nothing beside it says what an array has inside, of which 3.0 wants to hear. */
function typed(type: string, nullable: boolean, alone = false): Schema {
  const schema: Schema = alone && type === 'array' ? { type, items: {} } : { type };
  return nullable ? { ...schema, nullable: true } : schema;
}

/** In 3.0 a bound is exclusive by a flag of its own. */
export function lowerNumbers(schema: Schema): Lowered {
  return {
    schema: {
      ...lowerBound(schema, 'minimum', 'exclusiveMinimum', Math.max),
      ...lowerBound(schema, 'maximum', 'exclusiveMaximum', Math.min),
    },
    exact: true,
  };
}

function lowerBound(
  schema: Schema,
  inclusive: 'minimum' | 'maximum',
  exclusive: 'exclusiveMinimum' | 'exclusiveMaximum',
  stricter: (a: number, b: number) => number,
): Schema {
  const bound = schema[inclusive];
  const open = schema[exclusive];
  if (typeof open !== 'number') return typeof bound === 'number' ? { [inclusive]: bound } : {};
  if (typeof bound === 'number' && bound !== open && stricter(bound, open) === bound)
    return { [inclusive]: bound };
  return { [inclusive]: open, [exclusive]: true };
}
