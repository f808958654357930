import type { Operation, Success } from '../model.js';
import { IN_COLLECTION, json, PAGE, READ, READ_HEADERS, READING, STORE_READ, unchanged } from '../parts.js';

const DESCRIPTION: Success = {
  status: 200,
  description: 'The document.',
  headers: [...READ_HEADERS, 'ContentEncoding'],
  content: [json('OpenApiDocument')],
};

function describes(id: string, path: string, summary: string): Operation {
  const typed = path.includes('{collection}');
  return {
    method: 'get',
    path,
    id,
    tag: 'service',
    summary,
    parameters: [...(typed ? (['Collection'] as const) : []), ...READING],
    answers: [DESCRIPTION, unchanged()],
    refusals: [...(typed ? [...IN_COLLECTION, ...STORE_READ] : []), ...READ],
  };
}

/** What the service tells about itself. */
export const SERVICE_OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/',
    id: 'getRoot',
    tag: 'service',
    summary: 'Where people start',
    answers: [
      {
        status: 302,
        description: 'The way to the list of collections.',
        headers: ['Location', 'CacheControl'],
      },
    ],
    refusals: ['invalid-parameter'],
  },
  {
    method: 'get',
    path: '/problems/{type}',
    id: 'getProblemType',
    tag: 'service',
    summary: 'What a problem means, and how to recover',
    parameters: ['ProblemSlug', ...READING],
    answers: [
      {
        status: 200,
        description: 'The explanation.',
        headers: [...READ_HEADERS, 'ContentEncoding'],
        content: [json('ProblemType'), PAGE],
      },
      unchanged(),
    ],
    refusals: ['not-found', ...READ],
  },
  describes('getOpenApi', '/openapi.json', 'This document (OpenAPI 3.1)'),
  describes('getOpenApi30', '/openapi-3.0.json', 'This document for tools that read OpenAPI 3.0 only'),
  describes(
    'getCollectionOpenApi',
    '/v1/collections/{collection}/openapi.json',
    'The document of one collection, typed by its schema (OpenAPI 3.1)',
  ),
  describes(
    'getCollectionOpenApi30',
    '/v1/collections/{collection}/openapi-3.0.json',
    'The document of one collection, typed by its schema (OpenAPI 3.0)',
  ),
  {
    method: 'get',
    path: '/docs',
    id: 'getReference',
    tag: 'service',
    summary: 'The reference, as a page',
    parameters: READING,
    answers: [
      {
        status: 200,
        description: 'The page.',
        headers: [...READ_HEADERS, 'ContentEncoding'],
        content: [PAGE],
      },
      unchanged(),
    ],
    refusals: READ,
  },
  {
    method: 'get',
    path: '/docs/{version}/{file}',
    id: 'getReferenceFile',
    tag: 'service',
    summary: 'What the reference is made of',
    parameters: ['AssetVersion', 'AssetFile', ...READING],
    answers: [
      {
        status: 200,
        description: 'The file, which never changes.',
        headers: [...READ_HEADERS, 'ContentEncoding'],
        content: [
          { type: 'text/javascript', schema: { type: 'string' } },
          { type: 'text/css', schema: { type: 'string' } },
        ],
      },
      unchanged(),
    ],
    refusals: ['not-found', ...READ],
  },
];
