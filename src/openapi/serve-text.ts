import { Buffer } from 'node:buffer';
import { formatEntityTag } from '../conditional/index.js';
import {
  type Fields,
  type Incoming,
  judgeRead,
  type Outcome,
  refuse,
  refuseFields,
  type Refusal,
} from '../http/index.js';
import {
  type Coding,
  digestTag,
  negotiateMediaType,
  negotiateVariant,
  variantOf,
} from '../representation/index.js';

/** A text that the service makes, under a name that tells it from every other. */
export interface ServedText {
  readonly mediaType: string;
  /** The opaque part of the entity-tag. Another text has another one. */
  readonly digest: string;
  /** Called when the text is needed: not for a 304. */
  readonly text: () => string;
  readonly freshness: 'revalidate' | 'immutable';
  /** Fields of the 200 and of its 304. */
  readonly fields?: Fields;
}

/** What of a request was accepted for an answer in one media type. */
type Envelope = { readonly kind: 'coding'; readonly coding: Coding } | Refusal;

/** The coding that the client accepts; else 406, or 400 for what cannot be read. */
export function readEnvelope(incoming: Incoming, mediaType: string): Envelope {
  const [type = ''] = mediaType.split(';', 1);
  if (negotiateMediaType(incoming.accept, [type]) === undefined) return refuseType(type);
  const { acceptEncoding } = incoming;
  const variant = negotiateVariant({ accept: undefined, acceptEncoding }, ['json'], { compressible: true });
  if ('kind' in variant) return refuseType(type);
  return refuseFields(incoming) ?? { kind: 'coding', coding: variant.coding };
}

/** The answer to GET and HEAD of such a text. */
export function serveText(served: ServedText, coding: Coding, incoming: Incoming): Outcome {
  const { mediaType, digest, freshness, fields } = served;
  // Of a text in one format only the coding makes variants.
  const etag = digestTag(digest, variantOf('json', coding));
  const name = formatEntityTag(etag);
  const early = judgeRead(
    incoming.method,
    incoming.preconditions,
    { kind: 'present', tags: [etag] },
    {
      validators: { etag },
      told: () => ({ current: { etag: name }, fields: { ETag: name } }),
      ...(fields && { repeated: fields }),
    },
  );
  if (early?.kind === 'not-modified') return { ...early, freshness };
  if (early !== undefined) return early;
  const text = served.text();
  return {
    kind: 'found',
    validators: { etag },
    content: {
      mediaType,
      coding,
      key: coding === 'identity' ? undefined : `${incoming.target} ${name}`,
      length: Buffer.byteLength(text),
      text: () => text,
    },
    freshness,
    ...(fields && { fields }),
  };
}

function refuseType(available: string): Refusal {
  return refuse('not-acceptable', `The request excludes ${available}, which is all there is.`, {
    available: [available],
  });
}
