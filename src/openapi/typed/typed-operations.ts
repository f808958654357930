import type { MediaType, Operation, Schema, Success } from '../description/model.js';
import { OPERATIONS } from '../description/operations/index.js';
import type { ModelNames } from './model-names.js';

// The operations of one collection, made for generators: fewer parameters, one media type each, and the model's name in
// the names of functions and types.

const COLLECTION = '/v1/collections/{collection}';

/**
 * Preconditions that a client of the typed document does without, `fields`, which would make parts of a model, and what only
 * administrators do.
 */
const LEFT_OUT = new Set<string>([
  'Collection',
  'IfMatchToRead',
  'IfModifiedSince',
  'IfUnmodifiedSince',
  'LastEventId',
  'Fields',
  'At',
  'Purge',
]);

/** Types that a generator could take for the first one, or that would make a union of the model and a text. */
const OTHER_TYPES = new Set([
  'text/html',
  'text/csv',
  'application/x-ndjson',
  'text/event-stream',
  'application/json-patch+json',
]);

/** The operations on what a collection holds, as those of its model. */
export function typedOperations(collection: string, names: ModelNames): readonly Operation[] {
  return OPERATIONS.filter(({ path }) => /^\/(?:documents|changes)/.test(path.slice(COLLECTION.length))).map(
    (operation) => typedOperation(operation, collection, names),
  );
}

/** A schema with the names of the model in its references. */
export function typedSchema(schema: Schema, names: ModelNames): Schema {
  const text = JSON.stringify(schema);
  return JSON.parse(
    text.replace(/#\/components\/schemas\/(\w+)/g, (_, name: string) => {
      return `#/components/schemas/${typedName(name, names)}`;
    }),
  ) as Schema;
}

/** The name of a schema: DocumentList is CountryList. */
export function typedName(name: string, { one }: ModelNames): string {
  return name.replace('Document', one);
}

function typedOperation(operation: Operation, collection: string, names: ModelNames): Operation {
  const { body, refusals } = operation;
  const isRead = operation.method === 'get';
  const unmet = new Set(isRead ? ['precondition-failed', 'malformed-precondition'] : []);
  const isMoment = (operation.parameters ?? []).includes('At');
  return {
    ...operation,
    path: operation.path.replace('{collection}', collection),
    id: typedId(operation.id, names),
    parameters: (operation.parameters ?? []).filter((name) => !LEFT_OUT.has(name)),
    ...(body && { body: { ...body, content: typedContent(body.content, names) } }),
    answers: operation.answers
      .filter(({ status }) => !(isMoment && status === 302))
      .map((answer) => typedAnswer(answer, names)),
    refusals: refusals.filter((slug) => !unmet.has(slug) && !(isMoment && slug.startsWith('revision-'))),
  };
}

function typedAnswer(answer: Success, names: ModelNames): Success {
  return answer.content ? { ...answer, content: typedContent(answer.content, names) } : answer;
}

/** `listDocuments` is `listCountries`, `getRevision` is `getCountryRevision`. */
function typedId(id: string, { one, many }: ModelNames): string {
  if (id.endsWith('Documents')) return id.replace('Documents', many);
  if (id.endsWith('Document')) return id.replace('Document', one);
  return id.replace(/^[a-z]+/, (verb) => verb + one);
}

/** Examples of documents in general are none of this model. */
function typedContent(content: readonly MediaType[], names: ModelNames): readonly MediaType[] {
  return content
    .filter(({ type }) => !OTHER_TYPES.has(type))
    .map(({ type, schema }) => ({ type, schema: typedSchema(schema, names) }));
}
