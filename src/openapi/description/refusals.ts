import { PROBLEMS } from '../../http/index.js';
import { refusalsOf } from './access.js';
import { type HeaderName } from './headers.js';
import { type Json, type JsonRecord, type Operation, schemaOf } from './model.js';
import { problemSchema } from './problem-schemas.js';

// Refusals as answers: which status, which fields, which examples, all from the table of problem types.

const PROBLEM_TYPE = 'application/problem+json';

/** Fields of a refusal beyond Cache-Control, by its status. */
const FIELDS: Readonly<Record<number, readonly HeaderName[]>> = {
  401: ['WWWAuthenticate'],
  412: ['CurrentETag'],
  415: ['Accept', 'AcceptEncoding'],
  416: ['ContentRange'],
  429: ['RetryAfter', 'RateLimit', 'RateLimitPolicy'],
  503: ['RetryAfter'],
};

/** A refusal with everything that a document says about it. */
export interface RefusalAnswer {
  readonly status: number;
  readonly description: string;
  readonly headers: readonly HeaderName[];
  readonly content: JsonRecord;
}

/** The refusals of an operation, one for each status. Without `examples` none refers to one. */
export function refusalAnswers(
  operation: Operation,
  { examples }: { readonly examples: boolean },
): readonly RefusalAnswer[] {
  const { method, refusalFields } = operation;
  const byStatus = new Map<number, string[]>();
  for (const slug of new Set(refusalsOf(operation))) {
    const { status } = problemOf(slug);
    byStatus.set(status, [...(byStatus.get(status) ?? []), slug]);
  }
  return [...byStatus].map(([status, group]) => ({
    status,
    description: group.map((slug) => `\`${slug}\`: ${problemOf(slug).title}.`).join(' '),
    headers: ['CacheControl', ...(refusalFields?.[status] ?? fieldsOf(status, method))],
    content: {
      [PROBLEM_TYPE]: {
        schema: schemaOf(problemSchema(status, group)) as JsonRecord,
        ...(examples && { examples: Object.fromEntries(group.map((slug) => [slug, exampleOf(slug)])) }),
      },
    },
  }));
}

function fieldsOf(status: number, method: string): readonly HeaderName[] {
  if (status === 415 && method === 'patch') return ['AcceptPatch', 'AcceptEncoding'];
  return FIELDS[status] ?? [];
}

function exampleOf(slug: string): JsonRecord {
  return { $ref: `#/components/examples/${slug}` };
}

/** What the table of problem types says of one. */
export function problemOf(slug: string): {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
} {
  if (!Object.hasOwn(PROBLEMS, slug)) throw new Error(`no problem type is called ${slug}`);
  return PROBLEMS[slug as keyof typeof PROBLEMS];
}

const CURRENT = { revision: 8, etag: '"8.mf3k2b0z"', updatedAt: '2026-11-23T10:19:28.786Z' };

/** Members of examples beyond those that every problem has. */
const MEMBERS: Readonly<Record<string, JsonRecord>> = {
  'precondition-failed': { field: 'If-Match', current: CURRENT },
  'merge-conflict': {
    current: { ...CURRENT, data: { title: 'Emma', copies: 2 } },
    base: { title: 'Emma', copies: 1 },
    merged: { title: 'Emma', copies: 2 },
    conflicts: [{ pointer: '/copies', base: 1, current: 2, yours: 5 }],
  },
  forbidden: { needed: 'write:books' },
  'not-ready': { reason: 'full' },
  'schema-violation': { errors: [{ pointer: '/title', message: 'must be there' }] },
};

/** The example of a problem of each type that an operation can be refused with. */
export function problemExamples(slugs: Iterable<string>, basePath: string): JsonRecord {
  const examples = [...new Set(slugs)].toSorted().map((slug): [string, Json] => {
    const { status, title, meaning } = problemOf(slug);
    const instance = `${basePath}/v1/collections/books/documents/emma`;
    const value = { type: `${basePath}/problems/${slug}`, title, status, detail: meaning, instance };
    return [slug, { summary: title, value: { ...value, ...MEMBERS[slug] } }];
  });
  return Object.fromEntries(examples);
}
