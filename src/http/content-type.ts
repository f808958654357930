import { parse } from 'content-type';
import { CONTENT_CODINGS, isDecodable } from './content.js';
import { refuse, type Refusal } from './outcome.js';
import type { WriteRequest } from './write-request.js';

/**
 * The content's media type if it is one of `accepted`; else a 415 that lists them in `field`. JSON has no charset
 * parameter, but many clients send `charset=utf-8`, and that says nothing wrong.
 */
export function acceptContentType<T extends string>(
  incoming: WriteRequest,
  accepted: readonly T[],
  field: 'Accept' | 'Accept-Patch',
): { readonly kind: 'accepted'; readonly mediaType: T } | Refusal {
  const list = accepted.join(', ');
  const text = incoming.contentType;
  if (text === undefined) {
    return unsupported(`The content has no Content-Type. Send one of: ${list}.`, field, list);
  }
  const { type, parameters } = parse(text);
  const mediaType = accepted.find((candidate) => candidate === type.toLowerCase());
  if (mediaType === undefined) {
    return unsupported(
      `Content-Type ${JSON.stringify(type)} is not taken here. Send one of: ${list}.`,
      field,
      list,
    );
  }
  const charset = parameters['charset'];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    return unsupported(`The charset must be utf-8, not ${JSON.stringify(charset)}.`, field, list);
  }
  if (!isDecodable(incoming.contentCodings)) {
    return unsupported(
      `Content-Encoding ${JSON.stringify(incoming.contentCodings.join(', '))} is not taken here. Send one of ` +
        `${CONTENT_CODINGS}, or none.`,
      'Accept-Encoding',
      CONTENT_CODINGS,
    );
  }
  return { kind: 'accepted', mediaType };
}

function unsupported(detail: string, field: string, value: string): Refusal {
  return refuse('unsupported-media-type', detail, undefined, { [field]: value });
}
