import type { JsonObject } from '../json-value.js';
import type { LinearPattern } from './linear-pattern.js';
import type { Reach } from './vocabulary.js';

/** A schema or subschema, and what it applies. */
export interface SchemaNode {
  /** Where it stands in the whole schema (6901). */
  readonly pointer: string;
  readonly schema: JsonObject | boolean;
  readonly children: Child[];
}

/** A subschema under a keyword, or what a reference leads to. */
export interface Child {
  readonly keyword: string;
  /** The member or index under the keyword, when it holds several schemas. */
  readonly name: string | undefined;
  readonly reach: Reach;
  readonly node: SchemaNode;
}

/** A schema that was read: nothing in it is malformed, and each reference leads somewhere. */
export interface SchemaGraph {
  readonly root: SchemaNode;
  /** Every schema and subschema, by its pointer. */
  readonly nodes: ReadonlyMap<string, SchemaNode>;
  readonly patterns: ReadonlyMap<string, LinearPattern>;
}

/** True for the keywords that refer to a schema elsewhere. */
export function isReference(keyword: string): boolean {
  return keyword === '$ref' || keyword === '$dynamicRef';
}
