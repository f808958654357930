import { acceptContentType } from './content-type.js';
import { refuse, type Refusal } from './outcome.js';

import type { ProblemSlug } from './problems.js';
import { refuseFields } from './query.js';
import type { WriteRequest } from './write-request.js';

/** Why JSON content is refused, in the words of the room that judged it. */
export interface ContentFault {
  readonly kind: string;
  readonly detail: string;
  readonly pointer?: string;
}

const FAULT_PROBLEMS: Readonly<Record<string, ProblemSlug>> = {
  'not-an-object': 'unprocessable',
  'unsafe-number': 'unprocessable',
  'too-deep': 'unprocessable',
  'too-large': 'unprocessable',
};

/** A fault of the content as the problem it makes: 422 for what is well-formed JSON but cannot be kept, else 400. */
export function refuseContent({ kind, detail, pointer }: ContentFault): Refusal {
  const slug = FAULT_PROBLEMS[kind] ?? 'malformed-json';
  return refuse(slug, detail, { fault: kind, ...(pointer !== undefined && { pointer }) });
}

/** Content that was read and found fit; or the refusal. */
export type AcceptedContent = { readonly kind: 'accepted'; readonly text: string } | Refusal;

/** How large and how deep the content of a request may be; those of a document are in the `ServiceOptions`. */
export interface ContentLimits {
  readonly bodyLimit: number;
  readonly maxDepth: number;
}

/** Reads the content of `incoming` and has `accept` judge it: a document, or any JSON value. */
export async function readJson(
  incoming: WriteRequest,
  { bodyLimit, maxDepth }: ContentLimits,
  accept: (
    bytes: Uint8Array,
    limits: { maxBytes: number; maxDepth: number },
  ) =>
    | { readonly kind: 'accepted'; readonly text: string }
    | { readonly kind: 'refused'; readonly fault: ContentFault },
): Promise<AcceptedContent> {
  const content = await readBytes(incoming, bodyLimit);
  if (content.kind === 'refused') return content;
  const result = accept(content.bytes, { maxBytes: bodyLimit, maxDepth });
  return result.kind === 'refused' ? refuseContent(result.fault) : result;
}

/**
 * What a request with JSON content can be refused for before the target's state matters: the content's type (415),
 * its declared length (413), a field that cannot be obeyed or read (400).
 */
export function refuseEnvelope(
  incoming: WriteRequest,
  { bodyLimit }: Pick<ContentLimits, 'bodyLimit'>,
  types: readonly string[],
  field: 'Accept' | 'Accept-Patch',
): Refusal | undefined {
  const type = acceptContentType(incoming, types, field);
  if (type.kind === 'refused') return type;
  return refuseDeclaredLength(incoming, bodyLimit) ?? refusePartial(incoming) ?? refuseFields(incoming);
}

/** 9110 14.5: content that is a part must not be stored as if it were the whole. */
export function refusePartial(incoming: WriteRequest): Refusal | undefined {
  if (incoming.method !== 'PUT' || incoming.field('content-range') === undefined) return undefined;
  return refuse(
    'bad-request',
    'PUT replaces the whole here, and Content-Range says that the content is a part. Send the whole without it.',
    { field: 'Content-Range' },
  );
}

/** 413 when the declared length alone is over `limit` bytes. */
export function refuseDeclaredLength(incoming: WriteRequest, limit: number): Refusal | undefined {
  const length = incoming.declaredLength;
  return length !== undefined && length > limit ? tooLarge(limit) : undefined;
}

/** The content of `incoming`, at most `limit` bytes; or the refusal. */
export async function readBytes(
  incoming: WriteRequest,
  limit: number,
): Promise<{ readonly kind: 'bytes'; readonly bytes: Uint8Array } | Refusal> {
  const result = await incoming.content(limit);
  switch (result.kind) {
    case 'content':
      return { kind: 'bytes', bytes: result.bytes };
    case 'too-large':
      return tooLarge(limit);
    case 'undecodable':
      return refuse(
        'malformed-json',
        `The content is not valid ${result.coding}, although Content-Encoding says so.`,
      );
    case 'stalled':
    case 'aborted':
      return refuseUnfinished(result.kind);
    default:
      return result satisfies never;
  }
}

/** The refusal of content that did not come to its end: 408, or 400 that nobody will read. */
export function refuseUnfinished(kind: 'stalled' | 'aborted'): Refusal {
  if (kind === 'aborted')
    return refuse('bad-request', 'The connection was closed before the content was complete.');
  return refuse(
    'request-timeout',
    'The content stood still for too long before it was complete. Nothing was stored. Send the request again.',
    undefined,
    { Connection: 'close' },
  );
}

/** 413. */
export function tooLarge(limit: number): Refusal {
  return refuse('content-too-large', `The content may have at most ${limit} bytes.`, { limit });
}
