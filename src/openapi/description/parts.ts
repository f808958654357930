import type { HeaderName } from './headers.js';
import {
  type Body,
  type Json,
  type MediaType,
  type Operation,
  type Schema,
  schemaOf,
  type Success,
} from './model.js';
import type { ParameterName } from './parameters.js';

// What operations have in common: each rule stands here once.

const JSON_TYPE = 'application/json';
const TEXT: Schema = { type: 'string' };
/** Bytes have a type in 3.1 too: without one, generators make `unknown` of them. */
export const BYTES: Schema = { type: 'string', format: 'binary' };

/** Content in JSON. */
export function json(schema: string, example?: Json): MediaType {
  return { type: JSON_TYPE, schema: schemaOf(schema), ...(example !== undefined && { example }) };
}

/** The page for people, always the last of the types: generators look at the first. */
export const PAGE: MediaType = { type: 'text/html', schema: TEXT };
export const CSV: MediaType = { type: 'text/csv', schema: TEXT };
export const NDJSON: MediaType = { type: 'application/x-ndjson', schema: TEXT };
export const EVENTS: MediaType = { type: 'text/event-stream', schema: TEXT };

/** A document for examples. */
export const EMMA: Json = { title: 'Emma', copies: 3 };

/** Fields of an answer to a read. */
export const READ_HEADERS = ['ETag', 'CacheControl'] as const satisfies readonly HeaderName[];
/** Fields of an answer to a write. */
export const WRITE_HEADERS = [
  'PreferenceApplied',
  'IdempotencyReplayed',
] as const satisfies readonly HeaderName[];

/** A 412 of a write of a document shows what is there to who prefers that. */
export const CONFLICT = {
  refusalFields: { 412: ['CurrentETag', 'PreferenceApplied'] },
} as const satisfies Pick<Operation, 'refusalFields'>;

/** 304. */
export function unchanged(...headers: readonly HeaderName[]): Success {
  return {
    status: 304,
    description: 'What the client has is still current. No content: go on with what you have.',
    headers: [...READ_HEADERS, ...headers],
  };
}

/** Content that must be there. */
export function body(description: string, ...content: readonly MediaType[]): Body {
  return { description, required: true, content };
}

/** The parameters of each read. */
export const READING = ['IfNoneMatch', 'IfMatchToRead'] as const satisfies readonly ParameterName[];
/** The parameters of a read of what has a date. */
export const READING_DATED = [
  'IfNoneMatch',
  'IfModifiedSince',
  'IfMatchToRead',
  'IfUnmodifiedSince',
] as const satisfies readonly ParameterName[];
/** The parameters of a PUT. */
export const PUTTING = [
  'IfMatchToReplace',
  'IfNoneMatchToCreate',
  'Prefer',
  'IdempotencyKey',
] as const satisfies readonly ParameterName[];

/** What every request to something in the store can be refused for. */
export const STORE_READ = ['store-busy', 'store-unavailable'] as const;
/** What a write can be refused for by the store. */
export const STORE_WRITE = [...STORE_READ, 'contention', 'outcome-unknown', 'store-full'] as const;
/** What every read can be refused for. */
export const READ = [
  'invalid-parameter',
  'malformed-precondition',
  'not-acceptable',
  'precondition-failed',
] as const;
/** What every write can be refused for. */
export const WRITE = [
  'invalid-parameter',
  'malformed-precondition',
  'malformed-idempotency-key',
  'precondition-failed',
  'idempotency-key-reused',
  ...STORE_WRITE,
] as const;
/** What every write with content can be refused for. */
export const CONTENT = ['content-too-large', 'unsupported-media-type'] as const;
/** What every write of JSON can be refused for. */
export const JSON_CONTENT = [...CONTENT, 'malformed-json', 'unprocessable'] as const;
/** What everything in a collection can be refused for. */
export const IN_COLLECTION = ['invalid-name', 'collection-not-found', 'gone'] as const;
/** What everything that belongs to a document can be refused for. */
export const OF_DOCUMENT = [...IN_COLLECTION, 'document-not-found'] as const;
