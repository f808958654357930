import { formatPointer, type JsonValue, parsePointer, resolvePointer } from '../../json/index.js';
import type { Schema } from '../description/model.js';
import { isSchema, ONE_SCHEMA, SCHEMA_LISTS, SCHEMA_MAPS, type SubSchema } from '../dialects/keywords.js';
import { camelCase } from './model-names.js';

// A collection's JSON Schema as components of a document: references lead into the components, where generators look for
// models, and not into the schema.

/** Schemas by the names of components, the model of the collection under `name`. */
export function componentsOfSchema(
  schema: Schema,
  name: string,
  taken: ReadonlySet<string>,
): Readonly<Record<string, Schema>> {
  return new Components(schema, name, taken).all();
}

/** Members of a resource that mean nothing in a component. */
const OF_RESOURCES = new Set(['$schema', '$id', '$anchor', '$dynamicAnchor', '$vocabulary', '$comment']);
const DEFINITIONS = new Set(['$defs', 'definitions']);

class Components {
  readonly #names = new Map<string, string>();
  readonly #used: Set<string>;
  readonly #anchors = new Map<string, string>();
  /** Pointers of components that are not made yet. */
  readonly #due: string[] = [''];
  /** With schemas of other identities inside, what a reference means depends on where it stands. */
  readonly #plain: boolean;

  constructor(
    private readonly root: Schema,
    private readonly name: string,
    taken: ReadonlySet<string>,
  ) {
    this.#used = new Set([...taken, name]);
    this.#names.set('', name);
    this.#plain = this.#survey(root, '');
  }

  all(): Readonly<Record<string, Schema>> {
    const all: Record<string, Schema> = {};
    for (let pointer = this.#due.pop(); pointer !== undefined; pointer = this.#due.pop()) {
      const name = this.#names.get(pointer) ?? this.name;
      const rewritten = this.#rewrite(this.#at(pointer));
      all[name] = typeof rewritten === 'boolean' ? (rewritten ? {} : { not: {} }) : rewritten;
    }
    // A document is an object, whether or not its schema says so. The title would give the model a second name.
    const { title, ...model } = all[this.name] ?? {};
    const note = typeof title === 'string' && !('description' in model) ? { description: title } : {};
    return { ...all, [this.name]: { ...('type' in model ? {} : { type: 'object' }), ...note, ...model } };
  }

  /** Notes every anchor; false when a part of the schema has an identity of its own. */
  #survey(schema: SubSchema, pointer: string): boolean {
    if (!isSchema(schema)) return true;
    for (const keyword of ['$anchor', '$dynamicAnchor']) {
      const anchor = schema[keyword];
      if (typeof anchor === 'string') this.#anchors.set(anchor, pointer);
    }
    const inside = subSchemas(schema).map(([at, part]) => this.#survey(part, pointer + at));
    return (pointer === '' || !('$id' in schema)) && inside.every(Boolean);
  }

  #at(pointer: string): SubSchema {
    const tokens = parsePointer(pointer);
    const found = tokens === undefined ? undefined : resolvePointer(this.root as JsonValue, tokens);
    const value = found as unknown;
    return typeof value === 'boolean' || isSchema(value) ? value : {};
  }

  #rewrite(schema: SubSchema): SubSchema {
    if (!isSchema(schema)) return schema;
    const result: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (OF_RESOURCES.has(keyword) || DEFINITIONS.has(keyword)) continue;
      if (keyword === '$ref' || keyword === '$dynamicRef') Object.assign(result, this.#reference(value));
      else result[keyword] = this.#rewriteValue(keyword, value);
    }
    return result;
  }

  #rewriteValue(keyword: string, value: unknown): unknown {
    if (ONE_SCHEMA.includes(keyword)) return this.#rewrite(value as SubSchema);
    if (SCHEMA_LISTS.includes(keyword) && Array.isArray(value)) {
      return (value as SubSchema[]).map((part) => this.#rewrite(part));
    }
    if (!SCHEMA_MAPS.includes(keyword) || !isSchema(value)) return value;
    const entries = Object.entries(value).map(([name, part]) => [name, this.#rewrite(part as SubSchema)]);
    return Object.fromEntries(entries) as unknown;
  }

  /** A reference into the components; nothing for one that a component cannot follow: the model admits more then. */
  #reference(reference: unknown): Schema {
    const pointer = this.#plain && typeof reference === 'string' ? this.#pointerOf(reference) : undefined;
    return pointer === undefined ? {} : { $ref: `#/components/schemas/${this.#nameOf(pointer)}` };
  }

  #pointerOf(reference: string): string | undefined {
    if (!reference.startsWith('#')) return undefined;
    const fragment = decodeURIComponent(reference.slice(1));
    return fragment === '' || fragment.startsWith('/') ? fragment : this.#anchors.get(fragment);
  }

  #nameOf(pointer: string): string {
    const known = this.#names.get(pointer);
    if (known !== undefined) return known;
    const stem = this.name + camelCase(pointer.split('/').at(-1) ?? '');
    let name = stem;
    for (let number = 2; this.#used.has(name); number += 1) name = `${stem}${number}`;
    this.#used.add(name);
    this.#names.set(pointer, name);
    this.#due.push(pointer);
    return name;
  }
}

/** The schemas directly inside of one, with the pointers that lead to them. */
function subSchemas(schema: Schema): readonly (readonly [string, SubSchema])[] {
  return Object.entries(schema).flatMap(([keyword, value]): (readonly [string, SubSchema])[] => {
    const at = formatPointer([keyword]);
    if (ONE_SCHEMA.includes(keyword)) return [[at, value as SubSchema]];
    if (SCHEMA_LISTS.includes(keyword) && Array.isArray(value)) {
      return (value as SubSchema[]).map((part, index) => [at + formatPointer([index]), part]);
    }
    if (!SCHEMA_MAPS.includes(keyword) || !isSchema(value)) return [];
    return Object.entries(value).map(([name, part]) => [at + formatPointer([name]), part as SubSchema]);
  });
}
