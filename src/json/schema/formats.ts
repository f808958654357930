import { fullFormats } from 'ajv-formats/dist/formats.js';

/**
 * The formats of 2020-12 7.3 that are asserted, and those that OpenAPI adds, with an example of each. Their
 * own patterns backtrack only in a linear way. `regex` is asserted as ECMA-262 with Unicode.
 */
export const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ['date-time', 'a date and time such as 2026-01-31T12:00:00Z'],
  ['date', 'a date such as 2026-01-31'],
  ['time', 'a time with its zone such as 12:00:00Z'],
  ['duration', 'a duration such as P1DT12H'],
  ['email', 'an email address such as ann@example.org'],
  ['hostname', 'a host name such as example.org'],
  ['ipv4', 'an IPv4 address such as 192.0.2.1'],
  ['ipv6', 'an IPv6 address such as 2001:db8::1'],
  ['uri', 'an absolute URI such as https://example.org/a'],
  ['uri-reference', 'a URI or relative reference such as /a?b=c'],
  ['uri-template', 'a URI template such as /a/{id}'],
  ['uuid', 'a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057'],
  ['json-pointer', 'a JSON Pointer such as /a/0'],
  ['relative-json-pointer', 'a relative JSON Pointer such as 1/a'],
  ['regex', 'a regular expression of ECMA-262'],
  ['byte', 'base64'],
  ['int32', 'an integer of 32 bits'],
  ['int64', 'an integer'],
]);

/** Formats that are known and not asserted, as 2020-12 7.2.1 allows: international ones, and hints. */
const UNCHECKED = [
  'idn-email',
  'idn-hostname',
  'iri',
  'iri-reference',
  'float',
  'double',
  'password',
  'binary',
];

/** What a schema may name under `format`. */
export const FORMATS: Readonly<Record<string, (typeof fullFormats)['date']>> = Object.fromEntries([
  ...[...EXAMPLES.keys()].map((name) => [name, formatNamed(name)] as const),
  ...UNCHECKED.map((name) => [name, true] as const),
]);

function formatNamed(name: string): (typeof fullFormats)['date'] {
  const format = Object.entries(fullFormats).find(([key]) => key === name)?.[1];
  if (format === undefined) throw new Error(`ajv-formats has no ${name}`);
  return format;
}
