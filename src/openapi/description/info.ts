import { ANY_REQUEST } from './access.js';
import { GENERAL_FIELDS } from './general-fields.js';
import type { JsonRecord } from './model.js';
import { problemOf } from './refusals.js';

/** The version of what is described: that of the URIs. */
const VERSION = '1.0.0';

const LICENCE: JsonRecord = { name: 'MIT', url: 'https://opensource.org/license/mit' };

const INTRODUCTION = `Versioned JSON documents over plain HTTP, where no update is ever lost.

Every document has a revision number, from which its entity-tag is made. A read with \`If-None-Match\` is answered 304 as
long as nothing has changed. A write says with \`If-Match\` which state it is meant for: keep the \`ETag\` of what you read, or
the \`etag\` of an item in a list, and send it back. If somebody else was faster the answer is 412, nothing was changed, and
the problem says what is there now.`;

const GENERAL = `## What holds for every operation

- HEAD works wherever GET does, and answers the same without content. OPTIONS answers 204 with \`Allow\`.
- Every URI in an answer (\`Location\`, \`Content-Location\`, \`Link\`, \`next\`, \`type\`) is a path without scheme and host.
- PATCH also takes a merge patch that calls itself \`application/json\`.
- With \`AUTH=off\`, the default, no credential is needed, and nothing is answered 401, 403 or 429. Otherwise a collection that the
  credential may not read is 404, whether it exists or not.
- A request may bring an \`X-Request-Id\` of its own, 1 to 128 letters, digits and \`. _ ~ - : + / =\`, which its answer repeats, and a
  \`traceparent\` (W3C Trace Context). The log of the service has both.
- JSON that is written may be sent with \`Content-Encoding: gzip\`, \`br\` or \`deflate\`.`;

/** What stands at the head of the general document. */
export function generalInfo(): JsonRecord {
  const fields = Object.entries(GENERAL_FIELDS).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
  const problems = ANY_REQUEST.map((slug) => {
    const { status, title } = problemOf(slug);
    return `| ${status} | \`${slug}\` | ${title} |`;
  });
  const description = [
    INTRODUCTION,
    GENERAL,
    'These fields can be in any answer:',
    table('| Field | Meaning |', fields),
    'Any request can also be refused with one of these, before it is known what it is for:',
    table('| Status | Type | Meaning |', problems),
  ].join('\n\n');
  return {
    title: 'Etagere',
    version: VERSION,
    summary: 'Documents with entity-tags',
    description,
    license: LICENCE,
  };
}

/** What stands at the head of the document of one collection. */
export function typedInfo(collection: string, { one }: { readonly one: string }): JsonRecord {
  const description = `${INTRODUCTION}

This document is about the collection \`${collection}\`, whose documents are \`${one}\`: made for generators of clients, with one
media type for each answer and the parameters that a client needs. The general document, \`/openapi.json\`, has all of it.`;
  return {
    title: `Etagere: ${collection}`,
    version: VERSION,
    summary: `Documents of the collection ${collection}`,
    description,
    license: LICENCE,
  };
}

function table(head: string, rows: readonly string[]): string {
  const line = head.replace(/[^|]+/g, ' --- ');
  return [head, line, ...rows].join('\n');
}
