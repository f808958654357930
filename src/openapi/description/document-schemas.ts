import { type Schema, schemaOf } from './model.js';
import {
  ANY_VALUE,
  TAG,
  TAG_OF_A_DELETE,
  TIME,
  COUNT,
  NUMBER,
  TOTAL,
  DATA,
  EARLIER,
  OPERATION,
  KNOWN,
  object,
  listOf,
} from './schema-parts.js';

// Documents and what belongs to them. Names that hold "Document" become those of the model in the document of a typed
// collection: DocumentList is CountryList there.

/** The schemas of documents, by name. */
export const DOCUMENT_SCHEMAS: Readonly<Record<string, Schema>> = {
  Document: {
    type: 'object',
    description: 'Any JSON object. It is kept byte for byte; what is known about it stands in header fields.',
    additionalProperties: true,
  },
  EarlierDocument: {
    type: 'object',
    description: 'A document as it was at some time. It need not be valid for the schema of today.',
    additionalProperties: true,
  },
  JsonValue: {
    description: 'Any JSON value.',
    // Not as a list of types: kubb stumbles over `array` in one.
    anyOf: [
      { type: ['string', 'null'] },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'object', additionalProperties: true },
      { type: 'array', items: {} },
    ],
  },
  DocumentItem: object('A document as an item of a list.', { ...KNOWN, data: DATA }),
  DocumentList: listOf('documents', 'DocumentItem', { total: TOTAL }),
  DocumentPatch: {
    type: 'object',
    description:
      'A merge patch (RFC 7396): the members to change. `null` removes one, an object changes what is inside, an array replaces.',
    additionalProperties: true,
  },
  JsonPatch: {
    type: 'array',
    description: 'A JSON Patch (RFC 6902), applied whole or not at all.',
    items: {
      type: 'object',
      required: ['op', 'path'],
      properties: {
        op: { type: 'string', enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] },
        path: { type: 'string', description: 'A JSON Pointer.' },
        from: { type: 'string', description: 'A JSON Pointer, for move and copy.' },
        value: ANY_VALUE,
      },
    },
  },
  DocumentRevision: object(
    'A revision as an item of a history.',
    {
      ...KNOWN,
      etag: TAG_OF_A_DELETE,
      operation: OPERATION,
      author: {
        type: ['string', 'null'],
        description:
          'Who wrote it: the name of the token, or the subject of the JWT; null without access control.',
      },
      data: EARLIER,
    },
    ['data'],
  ),
  DocumentRevisionList: listOf('revisions, the newest first', 'DocumentRevision', { total: TOTAL }),
  DocumentMerge: object('An edited document, and what it was made from.', {
    base: { ...TAG, description: 'The entity-tag of what was edited, with its quotes.' },
    data: DATA,
  }),
  MergedDocument: object('What came of a merge.', {
    ...KNOWN,
    data: DATA,
    merged: { type: 'boolean', description: 'False when nobody had changed the document since the base.' },
  }),
  DocumentChange: object(
    'One change of a collection.',
    {
      sequence: { ...NUMBER, description: 'The place of the change among all of the collection.' },
      id: KNOWN.id,
      revision: NUMBER,
      etag: TAG_OF_A_DELETE,
      operation: OPERATION,
      at: TIME,
      attachment: { type: 'string', description: 'The name of the attachment that was changed.' },
      data: EARLIER,
    },
    ['attachment', 'data'],
  ),
  DocumentChangeList: object('A page of changes, in the order in which they were committed.', {
    changes: { type: 'array', items: schemaOf('DocumentChange') },
    last: { ...COUNT, description: 'What to send as the next `since`.' },
    more: { type: 'boolean', description: 'Whether there is more at once.' },
  }),
  Attachment: object('An attachment as an item of a list.', {
    name: { type: 'string', examples: ['note.txt'] },
    revision: NUMBER,
    etag: TAG,
    mediaType: { type: 'string', examples: ['text/plain'] },
    size: { ...COUNT, description: 'Bytes.' },
    digest: { type: 'string', examples: ['sha-256=:+0nWj0vFJ+q6NtqZErUn4lBpNJ7Y8i9bcSjFEYR/WQY=:'] },
    createdAt: TIME,
    updatedAt: TIME,
  }),
  AttachmentList: listOf('attachments', 'Attachment', {}),
};
