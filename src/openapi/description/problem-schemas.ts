import { type Schema, schemaOf } from './model.js';
import { ANY_VALUE } from './schema-parts.js';

// Problems (RFC 9457). Every type has these members, and some have more; a program may rely on those listed here.

const POINTER: Schema = { type: 'string', description: 'A JSON Pointer.', examples: ['/title'] };

const MEMBERS = {
  type: {
    type: 'string',
    description: 'The path of an explanation; its last segment names the type.',
    examples: ['/problems/precondition-failed'],
  },
  title: { type: 'string', description: 'What the type means, in a few words.' },
  status: { type: 'integer', format: 'int32', description: 'The status of the answer.' },
  detail: { type: 'string', description: 'What was wrong this time, where, and what to send instead.' },
  instance: { type: 'string', description: 'The path that was asked for.' },
} as const satisfies Readonly<Record<string, Schema>>;

const REQUIRED = ['type', 'title', 'status', 'detail'];

function problem(
  description: string,
  members: Readonly<Record<string, Schema>>,
  required: readonly string[],
) {
  return {
    type: 'object',
    description,
    required: [...REQUIRED, ...required],
    properties: { ...MEMBERS, ...members },
    additionalProperties: true,
  };
}

const CURRENT: Readonly<Record<string, Schema>> = {
  revision: { type: 'integer', format: 'int64', description: 'Its revision; a list has none.' },
  etag: {
    type: 'string',
    description: 'Its entity-tag with the quotes, ready for If-Match.',
    examples: ['"7.mf3k2a1x"'],
  },
  updatedAt: { type: 'string', format: 'date-time', description: 'When it was committed.' },
  total: { type: 'integer', format: 'int64', description: 'Of a list: how many items it has.' },
  last: { type: 'integer', format: 'int64', description: 'Of changes: how far the collection is.' },
  data: schemaOf('Document'),
};

/** The schemas of problems, by name. */
export const PROBLEM_SCHEMAS: Readonly<Record<string, Schema>> = {
  Problem: problem(
    'Why a request was refused.',
    {
      errors: {
        type: 'array',
        description: 'Every place that is wrong.',
        items: {
          type: 'object',
          required: ['pointer', 'message'],
          properties: { pointer: POINTER, message: { type: 'string' } },
        },
      },
      pointer: { ...POINTER, description: 'The place in the content that is wrong.' },
      field: { type: 'string', description: 'The header field that is wrong.' },
      parameter: { type: 'string', description: 'The query parameter that is wrong.' },
      needed: { type: 'string', description: 'The scope that is missing.', examples: ['write:books'] },
      reason: { type: 'string', description: 'Why the service is not ready.' },
    },
    [],
  ),
  PreconditionFailed: problem(
    'The state is another one than the precondition says. Nothing was changed.',
    {
      field: { type: 'string', description: 'The precondition that is false.', examples: ['If-Match'] },
      current: {
        type: ['object', 'null'],
        description: 'What is there now; null when nothing is.',
        required: ['etag'],
        properties: CURRENT,
        additionalProperties: false,
      },
      base: {
        ...schemaOf('EarlierDocument'),
        description:
          'With `Prefer: return=representation`: what the tag in If-Match named, while it is kept.',
      },
      conflicts: {
        type: 'array',
        description: 'With `Prefer: return=representation`: where it was changed since.',
        items: { type: 'string', description: 'A JSON Pointer.' },
      },
    },
    [],
  ),
  MergeConflict: problem(
    'Both sides changed the same places. Nothing was written.',
    {
      current: {
        type: 'object',
        description: 'The document now.',
        required: ['revision', 'etag', 'updatedAt', 'data'],
        properties: CURRENT,
        additionalProperties: false,
      },
      base: { ...schemaOf('EarlierDocument'), description: 'What the base named.' },
      merged: {
        ...schemaOf('EarlierDocument'),
        description: 'The merge so far, with the current values at the conflicts.',
      },
      conflicts: {
        type: 'array',
        description: 'The places, with what each side has there. A side that has nothing is left out.',
        items: {
          type: 'object',
          required: ['pointer'],
          properties: { pointer: POINTER, base: ANY_VALUE, current: ANY_VALUE, yours: ANY_VALUE },
          additionalProperties: false,
        },
      },
    },
    ['current', 'base', 'merged', 'conflicts'],
  ),
};

/** The schema of a problem's content, by the status it comes with. */
export function problemSchema(status: number, slugs: readonly string[]): string {
  if (status === 412) return 'PreconditionFailed';
  return slugs.every((slug) => slug === 'merge-conflict') ? 'MergeConflict' : 'Problem';
}
