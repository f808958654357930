// Which of its representations a resource is sent in, and how entity-tags tell them apart.

/** A content coding (9110 8.4.1); `identity` is none. */
export type Coding = 'identity' | 'gzip' | 'br';

/** What a single resource (a document, its history, the collections) can be sent as. */
export type DocumentFormat = 'json' | 'html';

/** What a list of documents can be sent as. */
export type ListFormat = 'json' | 'ndjson' | 'csv' | 'html';

/** Any format there is. */
export type Format = DocumentFormat | ListFormat;

/** The key of one representation among those of a resource. */
export interface Variant<F extends string = string> {
  readonly format: F;
  readonly coding: Coding;
}

/** The Content-Type of each format as it is sent. */
export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
  html: 'text/html; charset=utf-8',
};

/**
 * The number of each format that this code generates. Raise it whenever its bytes change for the same input, a style
 * sheet included: whoever holds the old bytes then holds another tag (9110 8.8.1). The tests with golden bytes tell.
 * `json` has none: a document is what was sent.
 */
export const FORMAT_VERSIONS: Readonly<Record<Exclude<Format, 'json'>, number>> = {
  ndjson: 1,
  csv: 1,
  html: 1,
};

/** The formats of a single resource, the preferred one first. */
export const DOCUMENT_FORMATS: readonly DocumentFormat[] = ['json', 'html'];

/** The formats of a list of documents, the preferred one first. */
export const LIST_FORMATS: readonly ListFormat[] = ['json', 'ndjson', 'csv', 'html'];

/** Bytes of JSON from which a document is worth compressing. */
export const COMPRESSIBLE_FROM = 1024;

/** The codings, the preferred one first among those that a client likes equally. */
export const CODINGS: readonly Coding[] = ['br', 'gzip', 'identity'];

type Table = { readonly [F in Format]: { readonly [C in Coding]: Variant<F> } };

const VARIANTS: Table = {
  json: codingsOf('json'),
  ndjson: codingsOf('ndjson'),
  csv: codingsOf('csv'),
  html: codingsOf('html'),
};

/** The variant of a format and a coding: always the same object, so that a request allocates none. */
export function variantOf<F extends Format>(format: F, coding: Coding): Variant<F> {
  return VARIANTS[format][coding];
}

/** Every variant of a single resource. */
export const DOCUMENT_VARIANTS: readonly Variant<DocumentFormat>[] = variantsOf(DOCUMENT_FORMATS);

/** Every variant of a list of documents. */
export const LIST_VARIANTS: readonly Variant<ListFormat>[] = variantsOf(LIST_FORMATS);

/**
 * What a variant adds to the opaque-tag: nothing for plain JSON, else `-gzip`, `-html1`, `-html1-br`. Bytes that
 * differ get tags that differ (9110 8.8.3.3).
 */
export function variantSuffix({ format, coding }: Variant<Format>): string {
  const form = format === 'json' ? '' : `-${format}${FORMAT_VERSIONS[format]}`;
  return coding === 'identity' ? form : `${form}-${coding}`;
}

function codingsOf<F extends Format>(format: F): { readonly [C in Coding]: Variant<F> } {
  return {
    identity: Object.freeze({ format, coding: 'identity' }),
    gzip: Object.freeze({ format, coding: 'gzip' }),
    br: Object.freeze({ format, coding: 'br' }),
  };
}

function variantsOf<F extends Format>(formats: readonly F[]): readonly Variant<F>[] {
  return formats.flatMap((format) => CODINGS.toReversed().map((coding) => variantOf(format, coding)));
}
