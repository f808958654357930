import type { Schema } from '../description/model.js';
import { isSchema, KEPT, LISTS, type SubSchema } from './keywords.js';
import { lowerNumbers, lowerType } from './lower-types.js';

// JSON Schema 2020-12 in the dialect of OpenAPI 3.0. What that has no word for is left out, so that the result may admit
// more than the original, and never less: no valid document is refused by a client that checks.

/** A schema in the other dialect, and whether it admits exactly what the original admits. */
export interface Lowered {
  readonly schema: Schema;
  readonly exact: boolean;
}

/** `schema` in the dialect of OpenAPI 3.0. */
export function lowered(schema: SubSchema): Schema {
  return lower(schema).schema;
}

const ANYTHING: Schema = {};
const NOTHING = '{"not":{}}';

function lower(schema: SubSchema): Lowered {
  if (typeof schema === 'boolean') return { schema: schema ? ANYTHING : { not: {} }, exact: true };
  const { $ref, ...rest } = schema;
  if (typeof $ref === 'string') return lowerReference($ref, rest);
  const parts = [
    lowerPlain(schema),
    lowerType(schema),
    lowerNumbers(schema),
    lowerMembers(schema),
    lowerElements(schema),
    ...lowerCombinations(schema),
  ];
  return join(
    parts,
    Object.keys(schema).every((keyword) => KEPT.has(keyword) || isNote(keyword)),
  );
}

/** 3.0 ignores what stands beside a reference. What it leads to may have lost something, so it is never exact. */
function lowerReference($ref: string, rest: Schema): Lowered {
  const beside = lower(rest).schema;
  const schema =
    Object.keys(beside).length === 0 ? { $ref } : { allOf: [{ $ref }], ...without(beside, 'allOf') };
  const more = beside['allOf'];
  return {
    schema: Array.isArray(more) ? { ...schema, allOf: [{ $ref }, ...(more as Schema[])] } : schema,
    exact: false,
  };
}

/** Keywords that mean the same in both, with values that are no schemas. */
function lowerPlain(schema: Schema): Lowered {
  const entries = Object.entries(schema).filter(
    ([keyword]) => KEPT.get(keyword) === 'same' || isNote(keyword),
  );
  const plain: Record<string, unknown> = Object.fromEntries(entries);
  // 3.0 has no empty list of either: nothing is required, and nothing is admitted.
  if (isEmpty(plain['required'])) delete plain['required'];
  if (isEmpty(plain['enum'])) return { schema: { not: {} }, exact: true };
  const { examples } = schema;
  if (Array.isArray(examples) && examples.length > 0) plain['example'] = examples[0];
  if ('const' in schema && !('enum' in schema)) plain['enum'] = [schema['const']];
  return { schema: plain, exact: !('const' in schema && 'enum' in schema) };
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}

function isNote(keyword: string): boolean {
  return keyword.startsWith('x-');
}

function lowerMembers({ properties, patternProperties, additionalProperties }: Schema): Lowered {
  const result: Record<string, unknown> = {};
  let exact = true;
  if (isSchema(properties)) {
    const members = Object.entries(properties).map(
      ([name, value]) => [name, lower(value as SubSchema)] as const,
    );
    result['properties'] = Object.fromEntries(members.map(([name, member]) => [name, member.schema]));
    exact = members.every(([, member]) => member.exact);
  }
  if (additionalProperties === undefined) return { schema: result, exact };
  // A name that matches a pattern is judged by that pattern alone, of which 3.0 knows nothing.
  const others = isSchema(patternProperties) ? Object.values(patternProperties) : [];
  const rest = [additionalProperties, ...others].map((other) => lower(other as SubSchema));
  result['additionalProperties'] =
    typeof additionalProperties === 'boolean' && others.length === 0 ? additionalProperties : anyOf(rest);
  return { schema: result, exact: exact && others.length === 0 && rest.every((other) => other.exact) };
}

function lowerElements({ items, prefixItems, type }: Schema): Lowered {
  const list = Array.isArray(prefixItems) ? (prefixItems as SubSchema[]) : [];
  if (items === undefined) {
    // 3.0 wants to hear of the items of every array.
    const isArray = [type].flat().includes('array');
    return { schema: isArray ? { items: {} } : {}, exact: list.length === 0 };
  }
  const parts = [items as SubSchema, ...list].map(lower);
  return { schema: { items: anyOf(parts) }, exact: list.length === 0 && parts.every(({ exact }) => exact) };
}

function lowerCombinations(schema: Schema): Lowered[] {
  const lists = LISTS.flatMap((keyword): Lowered[] => {
    const list = schema[keyword];
    if (!Array.isArray(list)) return [];
    const parts = (list as SubSchema[]).map(lower);
    const exact = parts.every((part) => part.exact);
    // Two branches that admit more than they did may both hold where only one did.
    const name = keyword === 'oneOf' && !exact ? 'anyOf' : keyword;
    return [{ schema: { [name]: parts.map((part) => part.schema) }, exact }];
  });
  if (schema['not'] === undefined) return lists;
  const negated = lower(schema['not'] as SubSchema);
  // What is admitted beyond the original would be refused beyond it here.
  return [
    ...lists,
    negated.exact ? { schema: { not: negated.schema }, exact: true } : { schema: {}, exact: false },
  ];
}

/** What one of the parts admits; equal ones count once, and what admits nothing adds nothing. */
function anyOf(parts: readonly Lowered[]): Schema {
  const texts = new Set(parts.map(({ schema }) => JSON.stringify(schema)));
  if (texts.size > 1) texts.delete(NOTHING);
  const [only, ...others] = [...texts].map((text) => JSON.parse(text) as Schema);
  return others.length === 0 && only !== undefined ? only : { anyOf: [only, ...others] };
}

/** All of the parts at once. Two that use one keyword stand side by side in `allOf`. */
function join(parts: readonly Lowered[], exact: boolean): Lowered {
  const whole: Record<string, unknown> = {};
  const beside: Schema[] = [];
  for (const { schema } of parts) {
    if (Object.keys(schema).some((keyword) => keyword in whole)) beside.push(schema);
    else Object.assign(whole, schema);
  }
  const all = [...((whole['allOf'] as Schema[] | undefined) ?? []), ...beside];
  return {
    schema: all.length > 0 ? { ...whole, allOf: all } : whole,
    exact: exact && parts.every((part) => part.exact),
  };
}

function without(schema: Schema, keyword: string): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword));
}
