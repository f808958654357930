import { formatPointer, parsePointer } from '../json-pointer.js';
import { isJsonObject, type JsonValue } from '../json-value.js';
import { excerpt, quoted } from '../legible.js';
import type { Faults } from './faults.js';
import { isReference, type SchemaNode } from './schema-node.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

interface Reference {
  readonly node: SchemaNode;
  readonly keyword: string;
  readonly text: string;
  readonly at: string;
}

/**
 * The references of a schema and the names they may use (2020-12 core 8). They stay within the schema:
 * nothing is ever fetched, and schemas with an identifier of their own inside another are refused, so there
 * is one resource, in which `$dynamicRef` means what `$ref` means.
 */
export class References {
  readonly #anchors = new Map<string, SchemaNode>();
  readonly #references: Reference[] = [];

  constructor(
    private readonly schema: JsonValue,
    private readonly nodes: ReadonlyMap<string, SchemaNode>,
    private readonly faults: Faults,
  ) {}

  /** Judges `$schema` and `$id`. */
  identify(node: SchemaNode, keyword: '$id' | '$schema', at: string): void {
    const text = isJsonObject(node.schema) ? node.schema[keyword] : undefined;
    if (typeof text !== 'string') {
      this.faults.add(at, `"${keyword}" must be a string.`);
    } else if (keyword === '$schema' && text.replace(/#$/, '') !== DIALECT) {
      this.faults.add(
        at,
        `Only JSON Schema 2020-12 is known here. Send "${DIALECT}", or leave "$schema" out.`,
      );
    } else if (keyword === '$id' && node.pointer !== '') {
      const remedy = 'Name it with "$anchor", or refer to it by its place';
      this.faults.add(at, `A schema inside another cannot have an "$id" here. ${remedy}.`);
    } else if (keyword === '$id' && text.replace(/#$/, '').includes('#')) {
      this.faults.add(at, '"$id" must not have a fragment. Use "$anchor" to name a part of the schema.');
    }
  }

  /** Remembers an anchor, or a reference to resolve when all schemas are known. */
  note(node: SchemaNode, keyword: string, text: string, at: string): void {
    if (isReference(keyword)) {
      this.#references.push({ node, keyword, text, at });
      return;
    }
    const other = this.#anchors.get(text);
    if (other !== undefined && other !== node) this.faults.add(at, `The anchor "${text}" names two schemas.`);
    this.#anchors.set(text, node);
  }

  /** Gives every schema that refers to another a child for it. */
  resolve(): void {
    for (const { node, keyword, text, at } of this.#references) {
      const fragment = this.#fragmentOf(text);
      if (fragment === undefined) {
        const remedy = 'Put what it names under "$defs", and refer to "#/$defs/…"';
        this.faults.add(
          at,
          `${named(keyword, text)} leads out of this schema; nothing is fetched. ${remedy}.`,
        );
        continue;
      }
      const target = this.#nodeAt(fragment);
      if (target !== undefined) node.children.push({ keyword, name: undefined, reach: 'here', node: target });
      else
        this.faults.add(
          at,
          `${named(keyword, text)} leads to no schema. Put one there, such as under "$defs".`,
        );
    }
  }

  /** What follows `#` in a reference into this schema; undefined when it leads elsewhere. */
  #fragmentOf(text: string): string | undefined {
    const hash = text.indexOf('#');
    const address = hash === -1 ? text : text.slice(0, hash);
    const fragment = hash === -1 ? '' : text.slice(hash + 1);
    if (address === '') return fragment;
    const id = isJsonObject(this.schema) ? this.schema['$id'] : undefined;
    if (typeof id !== 'string') return undefined;
    const base = id.replace(/#$/, '');
    const isSame = address === base || (URL.canParse(address, base) && sameAddress(address, base));
    return isSame ? fragment : undefined;
  }

  #nodeAt(fragment: string): SchemaNode | undefined {
    if (fragment !== '' && !fragment.startsWith('/')) return this.#anchors.get(fragment);
    const tokens = parsePointer(decoded(fragment));
    return tokens === undefined ? undefined : this.nodes.get(formatPointer(tokens));
  }
}

function named(keyword: string, text: string): string {
  return `The "${keyword}" ${quoted(excerpt(text))}`;
}

function sameAddress(address: string, base: string): boolean {
  return new URL(address, base).href === new URL(base).href;
}

/** A fragment without its percent-encoding (6901 6); unchanged when that is malformed. */
function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
