import { best, type Offer, readOffer } from './media-range.js';
import { parsePreferences, type Preference } from './preferences.js';
import { CODINGS, type Coding, type Format, MEDIA_TYPES, type Variant, variantOf } from './variant.js';

/** The request fields that choose among representations; what Vary names. */
export interface NegotiationFields {
  readonly accept: string | undefined;
  readonly acceptEncoding: string | undefined;
}

/** Nothing that exists is acceptable: the field that excludes it all, and what there is (9110 15.5.7). */
export interface NotAcceptable {
  readonly kind: 'not-acceptable';
  readonly field: 'Accept' | 'Accept-Encoding';
  readonly available: readonly string[];
}

/** Whether the representation may be compressed; it can depend on the format chosen. */
export interface NegotiationOptions<F extends string> {
  readonly compressible: boolean | ((format: F) => boolean);
}

/**
 * The variant that suits a request best among the `formats` that exist, the preferred one first (9110 12.5).
 *
 * Format: the highest weight, then the one that Accept names more specifically, then the order of `formats`. Coding:
 * the highest weight, then br, gzip, identity; without the field identity. A field that is absent, or names nothing
 * that can be read, leaves the choice to us.
 */
export function negotiateVariant<F extends Format>(
  { accept, acceptEncoding }: NegotiationFields,
  formats: readonly F[],
  { compressible }: NegotiationOptions<F>,
): Variant<F> | NotAcceptable {
  const format = isOpen(accept)
    ? formats[0]
    : (formats.find((candidate) => OFFERS[candidate].type === accept) ??
      best(formats, (candidate) => OFFERS[candidate], accept));
  if (format === undefined) {
    const available = formats.map((candidate) => OFFERS[candidate].type);
    return { kind: 'not-acceptable', field: 'Accept', available };
  }
  if (acceptEncoding === undefined) return variantOf(format, 'identity');
  const codings = (typeof compressible === 'boolean' ? compressible : compressible(format))
    ? CODINGS
    : UNCOMPRESSED;
  const coding = negotiateCoding(acceptEncoding, codings);
  if (coding !== undefined) return variantOf(format, coding);
  return { kind: 'not-acceptable', field: 'Accept-Encoding', available: codings };
}

/**
 * The media type among `offered` that suits the Accept field best (9110 12.5.1), as {@link negotiateVariant} judges;
 * undefined when none does.
 */
export function negotiateMediaType<T extends string>(
  accept: string | undefined,
  offered: readonly T[],
): T | undefined {
  return isOpen(accept) ? offered[0] : best(offered, readOffer, accept);
}

const UNCOMPRESSED: readonly Coding[] = ['identity'];

const OFFERS: Readonly<Record<Format, Offer>> = {
  json: readOffer(MEDIA_TYPES.json),
  ndjson: readOffer(MEDIA_TYPES.ndjson),
  csv: readOffer(MEDIA_TYPES.csv),
  html: readOffer(MEDIA_TYPES.html),
};

/** The fields that most programs send, or do not: they exclude nothing and prefer nothing. */
function isOpen(accept: string | undefined): accept is undefined | '*/*' {
  return accept === undefined || accept === '*/*';
}

/** 9110 12.5.3. `codings`, the preferred one first, are those that exist. */
function negotiateCoding(field: string, codings: readonly Coding[]): Coding | undefined {
  const preferences = parsePreferences(field);
  let chosen: Coding | undefined;
  let highest = 0;
  for (const coding of codings) {
    const weight = codingWeight(coding, preferences);
    if (weight <= highest) continue;
    chosen = coding;
    highest = weight;
  }
  return chosen;
}

/** Identity is acceptable unless excluded, but whoever names another coding likes that better (9110 12.5.3). */
const UNNAMED_IDENTITY = Number.MIN_VALUE;

function codingWeight(coding: Coding, preferences: readonly Preference[]): number {
  const named = preferences.filter(
    // 9110 8.4.1.3: x-gzip is an old name of gzip.
    ({ name }) => name === coding || (name === 'x-gzip' && coding === 'gzip'),
  );
  const deciding = named.length > 0 ? named : preferences.filter(({ name }) => name === '*');
  if (deciding.length === 0) return coding === 'identity' ? UNNAMED_IDENTITY : 0;
  return Math.max(...deciding.map(({ weight }) => weight));
}
