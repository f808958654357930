import type { HeaderName } from './headers.js';
import type { ParameterName } from './parameters.js';

// What is written down by hand: one description of each operation, from which every document is made.

/** A JSON Schema 2020-12, the dialect of OpenAPI 3.1. */
export type Schema = Readonly<Record<string, unknown>>;

/** What an OpenAPI document, or any part of one, is made of. */
export type Json = string | number | boolean | null | readonly Json[] | JsonRecord;

/** An object of a document. */
export interface JsonRecord {
  readonly [name: string]: Json;
}

/** Content in one media type. */
export interface MediaType {
  readonly type: string;
  readonly schema: Schema;
  readonly example?: Json;
}

/** An answer that is no refusal. */
export interface Success {
  readonly status: 200 | 201 | 204 | 206 | 302 | 304;
  readonly description: string;
  readonly headers: readonly HeaderName[];
  /** The preferred type first: many generators see only that one. */
  readonly content?: readonly MediaType[];
}

/** The content of a request. */
export interface Body {
  readonly description: string;
  readonly required: boolean;
  readonly content: readonly MediaType[];
}

/** A method, as an OpenAPI document writes it. HEAD and OPTIONS follow from the others. */
export type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

/** One operation. */
export interface Operation {
  readonly method: Method;
  /** Without BASE_PATH; parameters in braces. */
  readonly path: string;
  /** Short, and unique in the whole document: generators make it the name of a function. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly ParameterName[];
  readonly body?: Body;
  readonly answers: readonly Success[];
  /** The types of the problems it can be refused with, but for those of access and load; their statuses follow. */
  readonly refusals: readonly string[];
  /** Fields of its refusals with these statuses, where they are other ones than usual. */
  readonly refusalFields?: Readonly<Partial<Record<number, readonly HeaderName[]>>>;
  /** What becomes of it while the service has more to do than it can: refused, unless it is said otherwise. */
  readonly underLoad?: 'answered';
}

/** The groups of operations, in the order in which they are shown. */
export const TAGS = {
  documents: 'JSON objects, kept byte for byte, each with a revision number and an entity-tag.',
  revisions: 'What a document was before.',
  attachments: 'Files that belong to a document, with revisions and tags of their own.',
  changes: 'Every change of a collection in order, as pages or as a stream of events.',
  collections: 'What holds documents. A collection is represented by its settings.',
  batch: 'Several writes of documents in one transaction.',
  service: 'The service about itself.',
} as const;

/** The name of a group of operations. */
export type Tag = keyof typeof TAGS;

/** A reference to a schema of the document. */
export function schemaOf(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}
