import { type Operation, schemaOf } from '../model.js';
import {
  body,
  json,
  JSON_CONTENT,
  PAGE,
  PUTTING,
  READ,
  READ_HEADERS,
  READING,
  READING_DATED,
  IN_COLLECTION,
  STORE_READ,
  unchanged,
  WRITE,
  WRITE_HEADERS,
} from '../parts.js';

const COLLECTIONS = '/v1/collections';
const COLLECTION = `${COLLECTIONS}/{collection}`;
const SETTINGS = { indexes: ['title'] };

/** Collections and their list. */
export const COLLECTIONS_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: COLLECTIONS,
    id: 'listCollections',
    tag: 'collections',
    summary: 'List collections',
    description: 'With access control, those that the credential may read.',
    parameters: ['Limit', 'Cursor', ...READING],
    answers: [
      {
        status: 200,
        description: 'A page of the list, in order of name.',
        headers: [...READ_HEADERS, 'NextLink', 'ContentEncoding'],
        content: [json('CollectionList'), PAGE],
      },
      unchanged(),
    ],
    refusals: [...READ, ...STORE_READ],
  },
  {
    method: 'get',
    path: COLLECTION,
    id: 'getCollection',
    tag: 'collections',
    summary: 'Read the settings of a collection',
    parameters: ['Collection', ...READING_DATED],
    answers: [
      {
        status: 200,
        description: 'The settings, as they were sent.',
        headers: [...READ_HEADERS, 'LastModified', 'ContentEncoding'],
        content: [json('Settings', SETTINGS), PAGE],
      },
      unchanged(),
    ],
    refusals: [...IN_COLLECTION, ...READ, ...STORE_READ],
  },
  {
    method: 'put',
    path: COLLECTION,
    id: 'putCollection',
    tag: 'collections',
    summary: 'Create a collection, or replace its settings',
    parameters: ['Collection', ...PUTTING],
    body: body('The settings; `{}` for the defaults.', json('Settings', SETTINGS)),
    answers: [
      {
        status: 200,
        description: 'They were replaced, and `Prefer: return=representation` was sent.',
        headers: ['ETag', 'LastModified', 'ContentLocation', ...WRITE_HEADERS],
        content: [json('Settings', SETTINGS)],
      },
      {
        status: 201,
        description:
          'The collection was created. There is content with `Prefer: return=representation` only.',
        headers: ['Location', 'StoredETag', 'StoredLastModified', 'ContentLocation', ...WRITE_HEADERS],
        content: [json('Settings', SETTINGS)],
      },
      {
        status: 204,
        description: 'They were replaced.',
        headers: ['StoredETag', 'StoredLastModified', ...WRITE_HEADERS],
      },
    ],
    refusals: [
      'invalid-name',
      ...WRITE,
      ...JSON_CONTENT,
      'bad-request',
      'invalid-settings',
      'schema-conflict',
      'precondition-required',
    ],
  },
  {
    method: 'patch',
    path: COLLECTION,
    id: 'patchCollection',
    tag: 'collections',
    summary: 'Change some settings of a collection',
    parameters: ['Collection', 'IfMatch', 'Prefer', 'IdempotencyKey'],
    body: body(
      'The patch.',
      { type: 'application/merge-patch+json', schema: schemaOf('SettingsPatch'), example: SETTINGS },
      {
        type: 'application/json-patch+json',
        schema: schemaOf('JsonPatch'),
        example: [{ op: 'add', path: '/indexes', value: ['title'] }],
      },
    ),
    answers: [
      {
        status: 200,
        description: 'The settings as they are now.',
        headers: ['ETag', 'LastModified', 'ContentLocation', ...WRITE_HEADERS],
        content: [json('Settings', SETTINGS)],
      },
      {
        status: 204,
        description: 'They were changed, and `Prefer: return=minimal` was sent.',
        headers: ['ETag', 'LastModified', ...WRITE_HEADERS],
      },
    ],
    refusals: [
      ...IN_COLLECTION,
      ...WRITE,
      'not-acceptable',
      ...JSON_CONTENT,
      'malformed-patch',
      'patch-conflict',
      'invalid-settings',
      'schema-conflict',
      'precondition-required',
    ],
  },
  {
    method: 'delete',
    path: COLLECTION,
    id: 'deleteCollection',
    tag: 'collections',
    summary: 'Delete a collection',
    parameters: ['Collection', 'Recursive', 'IfMatch', 'IdempotencyKey'],
    answers: [{ status: 204, description: 'It is deleted.', headers: ['IdempotencyReplayed'] }],
    refusals: [...IN_COLLECTION, ...WRITE, 'collection-not-empty', 'precondition-required'],
  },
];
