import { escapeToken } from '../json-pointer.js';
import { isJsonObject, type JsonValue } from '../json-value.js';
import { excerpt, quoted } from '../legible.js';
import { Faults, type SchemaError } from './faults.js';
import { FORMATS } from './formats.js';
import { nearMiss } from './near-miss.js';
import { PatternTable } from './pattern-table.js';
import { References } from './references.js';
import type { Child, SchemaGraph, SchemaNode } from './schema-node.js';
import { OUTDATED, type Role, VOCABULARY } from './vocabulary.js';
import type { Work } from './work.js';

/** Schemas within schemas; the whole is level 1. */
const MOST_LEVELS = 32;

/** Schemas and subschemas altogether; a validator of this size compiles in a fifth of a second. */
const MOST_SCHEMAS = 1000;

export type ReadSchema =
  | { readonly kind: 'read'; readonly graph: SchemaGraph }
  | { readonly kind: 'invalid'; readonly errors: SchemaError[] };

/**
 * Reads a JSON Schema 2020-12: judges every keyword that has an effect, compiles the patterns and resolves
 * the references, which stay within the schema. Annotations and unknown keywords are left alone, unless they
 * look like a mistake that would make the schema check less than it says.
 */
export function readSchema(schema: JsonValue, work: Work): ReadSchema {
  const reader = new SchemaReader(schema, work);
  const graph = reader.read();
  const errors = reader.faults.all();
  return graph === undefined || errors.length > 0 ? { kind: 'invalid', errors } : { kind: 'read', graph };
}

class SchemaReader {
  readonly faults = new Faults();
  readonly #nodes = new Map<string, SchemaNode>();
  readonly #patterns: PatternTable;
  readonly #references: References;

  constructor(
    private readonly schema: JsonValue,
    work: Work,
  ) {
    this.#patterns = new PatternTable(work, this.faults);
    this.#references = new References(schema, this.#nodes, this.faults);
  }

  read(): SchemaGraph | undefined {
    const root = this.#schema(this.schema, '', 1);
    if (root === undefined) return undefined;
    this.#references.resolve();
    return { root, nodes: this.#nodes, patterns: this.#patterns.patterns };
  }

  #schema(value: JsonValue, pointer: string, level: number): SchemaNode | undefined {
    if (typeof value !== 'boolean' && !isJsonObject(value)) {
      const hint = Array.isArray(value) ? ' For one schema per element, use "prefixItems".' : '';
      this.faults.add(pointer, `A schema must be an object, true or false.${hint}`);
      return undefined;
    }
    if (level > MOST_LEVELS || this.#nodes.size >= MOST_SCHEMAS) {
      const limit =
        level > MOST_LEVELS ? `more than ${MOST_LEVELS} levels deep` : `more than ${MOST_SCHEMAS} in all`;
      this.faults.add(pointer, `Schemas within schemas are ${limit}. Simplify, or share parts with "$ref".`);
      return undefined;
    }
    const node: SchemaNode = { pointer, schema: value, children: [] };
    this.#nodes.set(pointer, node);
    if (typeof value === 'boolean') return node;
    for (const [keyword, held] of Object.entries(value)) {
      if (this.faults.isFull()) break;
      this.#keyword(node, keyword, held, level);
    }
    return node;
  }

  #keyword(node: SchemaNode, keyword: string, value: JsonValue, level: number): void {
    const at = `${node.pointer}/${escapeToken(keyword)}`;
    const role = VOCABULARY.get(keyword);
    if (role === undefined) this.#unknown(node, keyword, at);
    else if (role.kind === 'value') this.#value(node, keyword, value, role, at);
    else this.#schemas(node, keyword, value, role, level);
  }

  #value(
    node: SchemaNode,
    keyword: string,
    value: JsonValue,
    role: Role & { kind: 'value' },
    at: string,
  ): void {
    if (!role.holds(value)) {
      this.faults.add(at, `"${keyword}" must be ${role.expected}.`);
    } else if (typeof value === 'string') {
      if (keyword === 'pattern') this.#patterns.add(value, at);
      else if (keyword === 'format') this.#format(value, at);
      else if (keyword.startsWith('$')) this.#references.note(node, keyword, value, at);
    }
  }

  #schemas(
    node: SchemaNode,
    keyword: string,
    value: JsonValue,
    role: Exclude<Role, { kind: 'value' }>,
    level: number,
  ): void {
    const at = `${node.pointer}/${escapeToken(keyword)}`;
    if (role.kind === 'schema') {
      this.#child(node, { keyword, name: undefined, reach: role.reach }, value, at, level);
      return;
    }
    const isList = role.kind === 'schemas';
    const fits = isList ? Array.isArray(value) && value.length > 0 : isJsonObject(value);
    if (!fits || typeof value !== 'object' || value === null) {
      const expected = isList ? 'an array of at least one schema' : 'an object whose members are schemas';
      this.faults.add(at, `"${keyword}" must be ${expected}.`);
      return;
    }
    for (const [name, inner] of Object.entries<JsonValue>(value)) {
      const inside = `${at}/${escapeToken(name)}`;
      if (keyword === 'patternProperties') this.#patterns.add(name, inside);
      this.#child(node, { keyword, name, reach: role.reach }, inner, inside, level);
    }
  }

  #child(node: SchemaNode, child: Omit<Child, 'node'>, value: JsonValue, at: string, level: number): void {
    const inner = this.faults.isFull() ? undefined : this.#schema(value, at, level + 1);
    if (inner !== undefined) node.children.push({ ...child, node: inner });
  }

  #format(name: string, at: string): void {
    if (Object.hasOwn(FORMATS, name)) return;
    const known = Object.keys(FORMATS).join(', ');
    this.faults.add(
      at,
      `The format ${quoted(excerpt(name))} is not known, so nothing would be checked. Known are ${known}.`,
    );
  }

  #unknown(node: SchemaNode, keyword: string, at: string): void {
    if (keyword === '$id' || keyword === '$schema') {
      this.#references.identify(node, keyword, at);
      return;
    }
    const modern = OUTDATED.get(keyword);
    const meant = modern === undefined ? nearMiss(keyword) : undefined;
    if (modern !== undefined) {
      this.faults.add(at, `"${keyword}" has no effect in JSON Schema 2020-12. Use ${modern}.`);
    } else if (meant !== undefined) {
      this.faults.add(
        at,
        `The keyword ${quoted(keyword)} is unknown and has no effect. Did you mean "${meant}"?`,
      );
    }
  }
}
