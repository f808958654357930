import { isAbsoluteUri, isUriReference } from './format-uri.js';
import { isDate, isDateTime, isDuration, isTime } from './format-time.js';
import { isEmail, isHostname, isIpv4, isIpv6 } from './format-host.js';

// Formats that are rules here (validation 7.3). Each takes linear time: no expression in them can be matched in two
// ways.

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const POINTER = /^(?:\/(?:[^~/]|~[01])*)*$/;
const RELATIVE_POINTER = /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/;

const FORMATS = new Map<string, (text: string) => boolean>([
  ['date', isDate],
  ['time', isTime],
  ['date-time', isDateTime],
  ['duration', isDuration],
  ['email', isEmail],
  ['hostname', isHostname],
  ['ipv4', isIpv4],
  ['ipv6', isIpv6],
  ['uri', isAbsoluteUri],
  ['uri-reference', isUriReference],
  ['uuid', (text) => UUID.test(text)],
  ['json-pointer', (text) => POINTER.test(text)],
  ['relative-json-pointer', (text) => RELATIVE_POINTER.test(text)],
]);

/** The names for a sentence. */
export const KNOWN_FORMATS = [...FORMATS.keys(), 'regex'].join(', ');

/** The test of a format; undefined when it is not known. */
export function isFormat(name: string): ((text: string) => boolean) | undefined {
  return FORMATS.get(name);
}
