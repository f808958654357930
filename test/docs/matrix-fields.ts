/** The validators of what a request goes to. */
export interface Validators {
  readonly etag: string;
  readonly lastModified: string;
}

/** A well-formed tag that nothing has. */
export const OTHER_TAG = '"1.mf3k2a1x"';

/** Validators of something or other. */
export const ANY: Validators = { etag: OTHER_TAG, lastModified: 'Sun, 31 Aug 2025 20:32:09 GMT' };

type FieldLines = Readonly<Record<string, string>>;

const tag =
  (name: string, ...values: readonly ((etag: string) => string)[]) =>
  ({ etag }: Validators): FieldLines[] =>
    values.map((value) => ({ [name]: value(etag) }));

const date =
  (name: string, ...seconds: readonly number[]) =>
  ({ lastModified }: Validators): FieldLines[] =>
    seconds.map((offset) => ({ [name]: new Date(Date.parse(lastModified) + offset * 1000).toUTCString() }));

const MALFORMED = [
  () => 'unquoted',
  (etag: string) => etag.slice(0, -1),
  (etag: string) => `${etag} ${etag}`,
  (etag: string) => `*, ${etag}`,
];

/**
 * What each row of README's table sends: each of these, to get the same answer.
 */
export const FIELDS: Readonly<Record<string, (validators: Validators) => FieldLines[]>> = {
  none: () => [{}],
  'If-Match `*`': tag('If-Match', () => '*'),
  'If-Match current tag': tag('If-Match', (etag) => etag),
  'If-Match other tag': tag('If-Match', () => OTHER_TAG),
  'If-Match current tag, but weak': tag('If-Match', (etag) => `W/${etag}`),
  'If-Match empty': tag(
    'If-Match',
    () => '',
    () => ', ,',
  ),
  'If-Match malformed': tag('If-Match', ...MALFORMED),
  'If-None-Match `*`': tag('If-None-Match', () => '*'),
  'If-None-Match current tag, strong or weak': tag(
    'If-None-Match',
    (etag) => etag,
    (etag) => `W/${etag}`,
    (etag) => `${OTHER_TAG}, ${etag}`,
  ),
  'If-None-Match other tag': tag('If-None-Match', () => OTHER_TAG),
  'If-None-Match empty': tag('If-None-Match', () => ''),
  'If-None-Match malformed': tag('If-None-Match', ...MALFORMED),
  'If-Modified-Since `Last-Modified` or later': date('If-Modified-Since', 0, 60),
  'If-Modified-Since earlier': date('If-Modified-Since', -1, -60),
  'If-Unmodified-Since `Last-Modified` or later': date('If-Unmodified-Since', 0, 60),
  'If-Unmodified-Since earlier': date('If-Unmodified-Since', -1, -60),
  'either date malformed': () => [{ 'If-Modified-Since': 'today' }, { 'If-Unmodified-Since': '2026-01-01' }],
};

/** What the row of that name and value sends. Throws when this file does not know it. */
export function fieldOf(name: string, value: string): (validators: Validators) => FieldLines[] {
  const field = FIELDS[`${name} ${value}`.trim()];
  if (field === undefined) throw new Error(`no such row is known: "${name} ${value}"`);
  return field;
}
