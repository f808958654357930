import type { Incoming } from './incoming.js';
import { refuseDeclaredLength, refusePartial } from './json-content.js';
import { refuse, type Refusal } from './outcome.js';
import { refuseFields } from './query.js';

/**
 * What a request with content of any type can be refused for before the target's state matters: its coding (415), its
 * declared length (413), a field that cannot be obeyed or read (400).
 */
export function refuseBytesEnvelope(incoming: Incoming, limit: number): Refusal | undefined {
  return (
    refuseCoding(incoming) ??
    refuseDeclaredLength(incoming, limit) ??
    refusePartial(incoming) ??
    refuseFields(incoming)
  );
}

/** 415: decoded it would not be the bytes that were sent, coded it would be served as what it is not. */
function refuseCoding({ contentCodings }: Incoming): Refusal | undefined {
  if (contentCodings.length === 0) return undefined;
  return refuse(
    'unsupported-media-type',
    `Content-Encoding ${JSON.stringify(contentCodings.join(', '))} is not taken here. Send the bytes as they shall be ` +
      'kept; a compressed file has a type of its own, such as application/gzip.',
    undefined,
    { 'Accept-Encoding': 'identity' },
  );
}
