import { type JsonObject, type JsonValue } from '../json-value.js';
import { serialiseJson } from '../serialise.js';
import { type Child, isReference, type SchemaGraph, type SchemaNode } from './schema-node.js';
import { VOCABULARY } from './vocabulary.js';
import type { Price } from './work.js';

/** A schema as the engine gets it. */
export type Prepared = boolean | { readonly [keyword: string]: unknown };

/** A schema for the engine, and the tables that its own keywords look into. */
export interface PreparedSchema {
  readonly schema: Prepared;
  /** Values of `enum` and `const`: data of the author's, which must never be read as schemas. */
  readonly values: readonly JsonValue[];
  readonly prices: readonly Price[];
}

/** What the engine would do wrong, or without an end, is done by keywords of our own (see own-keywords). */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['type', 'json:type'],
  ['enum', 'json:enum'],
  ['const', 'json:const'],
  ['multipleOf', 'json:multiple'],
  ['uniqueItems', 'json:unique'],
  ['unevaluatedProperties', 'json:unevaluated'],
]);

/** The engine passes over `__proto__` under `properties`; under this pattern it does not. */
export const PROTO_PATTERN = '^__proto__$';

/** Keywords that look at every member of an object. */
const MEMBER_KEYWORDS = new Set([
  'additionalProperties',
  'patternProperties',
  'propertyNames',
  'unevaluatedProperties',
  'maxProperties',
  'minProperties',
]);

/**
 * Rewrites a schema for the engine. It holds only keywords that have an effect, so nothing that the engine
 * adds to JSON Schema (`$async`, `nullable`, `$data`) can be switched on from outside. What references lead
 * to stands under numbered definitions, so no name of the author's becomes an address. Every subschema pays
 * for its work first.
 */
export function prepareSchema(graph: SchemaGraph): PreparedSchema {
  const preparation = new Preparation(graph);
  const schema = preparation.run();
  return { schema, values: preparation.values, prices: preparation.prices };
}

class Preparation {
  readonly values: JsonValue[] = [];
  readonly prices: Price[] = [];
  /** The numbers of the schemas that references lead to. */
  readonly #numbers = new Map<SchemaNode, number>();

  constructor(private readonly graph: SchemaGraph) {
    for (const node of graph.nodes.values()) {
      for (const child of node.children) {
        if (isReference(child.keyword) && !this.#numbers.has(child.node)) {
          this.#numbers.set(child.node, this.#numbers.size);
        }
      }
    }
  }

  run(): Prepared {
    const { root } = this.graph;
    if (this.#numbers.size === 0) return this.#body(root, '');
    const definitions = [...this.#numbers].map(([node, index]) => [index, this.#body(node, '')] as const);
    const body = this.#schema(root, '');
    return { ...(typeof body === 'boolean' ? {} : body), $defs: Object.fromEntries(definitions) };
  }

  #schema(node: SchemaNode, keyword: string): Prepared {
    const number = this.#numbers.get(node);
    return number === undefined ? this.#body(node, keyword) : { $ref: `#/$defs/${number}` };
  }

  /** `under`: the keyword that the schema stands under, which tells what it is that `false` forbids. */
  #body(node: SchemaNode, under: string): Prepared {
    if (node.schema === true) return true;
    if (node.schema === false) return { 'json:work': this.#price({}, []), 'json:nothing': under };
    const members = [...this.#ownMembers(node.schema), ...this.#childMembers(node.children)];
    if (members.length === 0) return true;
    return Object.fromEntries([['json:work', this.#price(node.schema, node.children)], ...members]);
  }

  #ownMembers(schema: JsonObject): [string, unknown][] {
    const members: [string, unknown][] = [];
    for (const [keyword, value] of Object.entries(schema)) {
      if (VOCABULARY.get(keyword)?.kind !== 'value' || keyword.startsWith('$')) continue;
      const name = RENAMED.get(keyword) ?? keyword;
      if (keyword === 'enum' || keyword === 'const') members.push([name, this.values.push(value) - 1]);
      else if (keyword !== 'uniqueItems' || value === true) members.push([name, value]);
    }
    return members;
  }

  #childMembers(children: readonly Child[]): [string, unknown][] {
    const members = new Map<string, unknown>();
    const lists = new Map<string, Prepared[]>();
    const named = new Map<string, [string, Prepared][]>();
    for (const { keyword, name, reach, node } of children) {
      if (reach === 'nowhere') continue;
      const schema = this.#schema(node, keyword);
      if (isReference(keyword)) lists.set('allOf', [...(lists.get('allOf') ?? []), schema]);
      else if (name === undefined) members.set(RENAMED.get(keyword) ?? keyword, schema);
      else if (VOCABULARY.get(keyword)?.kind === 'schemas') {
        lists.set(keyword, [...(lists.get(keyword) ?? []), schema]);
      } else named.set(keyword, [...(named.get(keyword) ?? []), [name, schema]]);
    }
    return [...members, ...lists, ...namedMembers(named)];
  }

  /** The index of what a schema costs. */
  #price(schema: JsonObject, children: readonly Child[]): number {
    let [once, member] = [1 + children.length / 4, 0];
    for (const [keyword, value] of Object.entries(schema)) {
      if (VOCABULARY.get(keyword)?.kind === 'value') once += serialiseJson(value).length / 32;
      if (MEMBER_KEYWORDS.has(keyword)) member += 1;
    }
    const errors = children.some(({ keyword }) => isReference(keyword)) ? 1 : 0;
    return this.prices.push({ once: Math.ceil(once), member, errors }) - 1;
  }
}

/** Members become own properties, `__proto__` too; under `properties` it stands as a pattern as well. */
function namedMembers(named: ReadonlyMap<string, [string, Prepared][]>): [string, unknown][] {
  const hidden = named.get('properties')?.find(([name]) => name === '__proto__');
  const patterns = [...(named.get('patternProperties') ?? [])];
  if (hidden !== undefined) {
    const at = patterns.findIndex(([pattern]) => pattern === PROTO_PATTERN);
    const both = at === -1 ? hidden[1] : { allOf: [hidden[1], patterns[at]?.[1]] };
    patterns.splice(at === -1 ? patterns.length : at, 1, [PROTO_PATTERN, both]);
  }
  const all = new Map(named);
  if (patterns.length > 0) all.set('patternProperties', patterns);
  return [...all].map(([keyword, schemas]) => [keyword, Object.fromEntries(schemas)]);
}
