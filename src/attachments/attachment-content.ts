import { create } from 'content-disposition';
import type { Content, Fields } from '../http/index.js';
import { formatDigest } from '../representation/index.js';
import type { AttachmentContent, AttachmentName, AttachmentReader } from '../store/index.js';

// Whatever was stored is served as what it was said to be, and can do nothing in the name of this service.

/** The types that a browser may show in place: it never runs anything in them. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'text/plain']);

const POLICIES: Fields = {
  // Opened as a page it has an origin of its own, runs no script and loads nothing.
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** How browsers are told to treat it: with every answer that shows the attachment, and with its 304. */
export function attachmentPolicies(name: AttachmentName, { mediaType }: AttachmentContent): Fields {
  const [type = ''] = mediaType.split(';', 1);
  return {
    ...POLICIES,
    'Content-Disposition': create(name, { type: SHOWN.has(type) ? 'inline' : 'attachment' }),
  };
}

/** The fields of an answer that shows the attachment or a part of it (9110 14.3, 9530 3). */
export function attachmentFields(name: AttachmentName, content: AttachmentContent): Fields {
  return {
    ...attachmentPolicies(name, content),
    'Accept-Ranges': 'bytes',
    'Repr-Digest': formatDigest(content.digest),
  };
}

/** All of the bytes, read as they are sent. */
export function wholeContent(
  store: Pick<AttachmentReader, 'bytes'>,
  { mediaType, size, upload }: AttachmentContent,
): Content {
  if (upload === null) return { mediaType, length: 0, text: () => '' };
  return {
    mediaType,
    length: size,
    text: () => store.bytes(upload, { first: 0, last: size - 1 }),
    kept: { upload, size },
  };
}
