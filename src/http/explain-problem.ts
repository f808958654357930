import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { formatEntityTag } from '../conditional/index.js';
import {
  digestTag,
  DOCUMENT_FORMATS,
  MEDIA_TYPES,
  negotiateVariant,
  problemPage,
} from '../representation/index.js';
import type { Incoming } from './incoming.js';
import { refuseNotAcceptable } from './not-acceptable.js';
import { type Outcome, refuse } from './outcome.js';
import type { Paths } from './paths.js';
import { judgeRead } from './preconditions.js';
import { isProblemSlug, PROBLEMS } from './problems.js';
import { refuseFields } from './query.js';
import { securityOf } from './security.js';

/** The explanation of a type of problem. It changes with the program only, so a digest of its text is its tag. */
export function explainProblem(slug: string, incoming: Incoming, paths: Paths): Outcome {
  if (!isProblemSlug(slug))
    return refuse('not-found', `${JSON.stringify(slug)} is no problem type of this service.`);
  const variant = negotiateVariant(incoming, DOCUMENT_FORMATS, {
    compressible: (format) => format === 'html',
  });
  if ('kind' in variant) return refuseNotAcceptable(variant);
  const refusal = refuseFields(incoming);
  if (refusal !== undefined) return refusal;

  const problem = PROBLEMS[slug];
  const json = JSON.stringify({ type: paths.problem(slug), ...problem });
  const etag = digestTag(createHash('sha256').update(json).digest('base64url').slice(0, 27), variant);
  const text = formatEntityTag(etag);
  const fields = securityOf(variant.format);
  const early = judgeRead(
    incoming.method,
    incoming.preconditions,
    { kind: 'present', tags: [etag] },
    {
      validators: { etag },
      told: () => ({ current: { etag: text }, fields: { ETag: text } }),
      repeated: fields,
    },
  );
  if (early !== undefined) return early;
  const page = () => problemPage({ ...problem, links: { collections: paths.collections() } });
  const content = variant.format === 'html' ? page() : json;
  return {
    kind: 'found',
    validators: { etag },
    content: {
      mediaType: MEDIA_TYPES[variant.format],
      coding: variant.coding,
      length: Buffer.byteLength(content),
      text: () => content,
    },
    freshness: 'revalidate',
    fields,
  };
}
