import { type Operation, schemaOf } from '../model.js';
import { body, CONFLICT, EMMA, json, JSON_CONTENT, OF_DOCUMENT, WRITE, WRITE_HEADERS } from '../parts.js';

const DOCUMENT = '/v1/collections/{collection}/documents/{id}';

/** Changes of a document that is there. */
export const DOCUMENT_EDITS: readonly Operation[] = [
  {
    method: 'patch',
    path: DOCUMENT,
    id: 'patchDocument',
    tag: 'documents',
    ...CONFLICT,
    summary: 'Change a part of a document',
    description: 'Applied whole or not at all. A merge patch is also taken as `application/json`.',
    parameters: ['Collection', 'Id', 'IfMatch', 'Prefer', 'IdempotencyKey'],
    body: body(
      'The patch.',
      { type: 'application/merge-patch+json', schema: schemaOf('DocumentPatch'), example: { copies: 2 } },
      {
        type: 'application/json-patch+json',
        schema: schemaOf('JsonPatch'),
        example: [{ op: 'replace', path: '/copies', value: 2 }],
      },
    ),
    answers: [
      {
        status: 200,
        description: 'The document as it is now.',
        headers: ['ETag', 'LastModified', 'ContentLocation', ...WRITE_HEADERS],
        content: [json('Document', EMMA)],
      },
      {
        status: 204,
        description: 'It was changed, and `Prefer: return=minimal` was sent.',
        headers: ['ETag', 'LastModified', ...WRITE_HEADERS],
      },
    ],
    refusals: [
      ...OF_DOCUMENT,
      ...WRITE,
      'not-acceptable',
      ...JSON_CONTENT,
      'malformed-patch',
      'patch-conflict',
      'schema-violation',
      'precondition-required',
    ],
  },
  {
    method: 'delete',
    path: DOCUMENT,
    id: 'deleteDocument',
    tag: 'documents',
    ...CONFLICT,
    summary: 'Delete a document',
    description:
      'Its attachments go with it; its history stays, and its revision numbers go on when it is made again.',
    parameters: ['Collection', 'Id', 'Purge', 'IfMatch', 'IdempotencyKey'],
    answers: [{ status: 204, description: 'It is deleted.', headers: ['IdempotencyReplayed'] }],
    refusals: [...OF_DOCUMENT, ...WRITE, 'precondition-required'],
  },
  {
    method: 'post',
    path: `${DOCUMENT}/merge`,
    id: 'mergeDocument',
    tag: 'documents',
    refusalFields: { ...CONFLICT.refusalFields, 409: ['CurrentETag'] },
    summary: 'Merge an edit',
    description:
      'The service joins what the client changed since the base with what others changed since: objects by member, texts by line.',
    parameters: ['Collection', 'Id', 'IfMatchOfDocument', 'Prefer', 'IdempotencyKey'],
    body: body(
      'The whole document after the edit, and the entity-tag of what was edited.',
      json('DocumentMerge', { base: '"7.mf3k2a1x"', data: EMMA }),
    ),
    answers: [
      {
        status: 200,
        description: 'It was merged.',
        headers: ['ETag', 'LastModified', ...WRITE_HEADERS],
        content: [json('MergedDocument')],
      },
      {
        status: 204,
        description: 'It was merged, and `Prefer: return=minimal` was sent.',
        headers: ['ETag', 'LastModified', ...WRITE_HEADERS],
      },
    ],
    refusals: [
      ...OF_DOCUMENT,
      ...WRITE,
      'not-acceptable',
      ...JSON_CONTENT,
      'malformed-merge',
      'merge-conflict',
      'revision-pruned',
      'unknown-base',
      'schema-violation',
    ],
  },
];
