import { type Schema, schemaOf } from '../description/model.js';
import { isSchema, type SubSchema } from '../dialects/keywords.js';

// A merge patch of a model, member by member, so that generators give it the members of the model. It admits every patch
// that can make a valid document of one: what a schema says beyond the type of a member is left to the service.

const LEADING = '#/components/schemas/';

/**
 * The patch of `model`, which refers to `components`; undefined when its schema names no member. Where the model does not
 * speak of other members, neither does the patch: openapi-generator 4 takes one with `additionalProperties` for a map.
 */
export function patchSchema(model: Schema, components: Readonly<Record<string, Schema>>): Schema | undefined {
  const { properties, additionalProperties, patternProperties } = model;
  if (!isSchema(properties) || Object.keys(properties).length === 0) return undefined;
  const members = Object.entries(properties).map(
    ([name, member]) => [name, patchMember(resolved(member as SubSchema, components))] as const,
  );
  const closed = additionalProperties === false || additionalProperties === undefined;
  return {
    properties: Object.fromEntries(members),
    ...(closed && patternProperties === undefined ? {} : { additionalProperties: true }),
  };
}

/** What a reference leads to; undefined for one that leads nowhere or round in a circle. */
function resolved(
  schema: SubSchema,
  components: Readonly<Record<string, Schema>>,
  seen: ReadonlySet<string> = new Set(),
): Schema | undefined {
  if (!isSchema(schema)) return undefined;
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const next = components[$ref.slice(LEADING.length)];
  return next === undefined || seen.has($ref)
    ? undefined
    : resolved(next, components, new Set([...seen, $ref]));
}

/** What a patch can say about a member: null takes it away, and an object may be a part of one. */
function patchMember(schema: Schema | undefined): Schema {
  if (schema === undefined) return schemaOf('JsonValue');
  const { type, description, items, prefixItems } = schema;
  const note = typeof description === 'string' ? { description } : {};
  const types = ([type].flat() as (string | undefined)[]).filter((name) => name !== undefined);
  if (types.length === 0) return schemaOf('JsonValue');
  return {
    ...note,
    type: [...types.filter((name) => name !== 'null'), 'null'],
    ...(types.includes('object') ? { additionalProperties: true } : patchValues(schema)),
    ...(types.includes('array') && { items: prefixItems === undefined ? (items ?? {}) : {} }),
  };
}

/** The values that a member is limited to. */
function patchValues({ enum: values, const: only }: Schema): Schema {
  if (only !== undefined) return { enum: [...new Set([only, null])] };
  return Array.isArray(values) ? { enum: [...new Set<unknown>([...(values as unknown[]), null])] } : {};
}
