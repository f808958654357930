import { Buffer, isUtf8 } from 'node:buffer';
import { describeFault } from './describe-fault.js';
import type { JsonFault, JsonLimits } from './json-fault.js';
import { scan, type ScanRules } from './scan.js';
import { invalidByteAt } from './utf8.js';

export type { JsonFault, JsonFaultKind, JsonLimits } from './json-fault.js';

/** The text, unchanged: it is well-formed I-JSON within the limits. */
export type Accepted = { kind: 'accepted'; text: string };

/** The one fault to tell. Nothing of the text may be stored. */
export type Refused = { kind: 'refused'; fault: JsonFault };

/**
 * Judges the content of a request as a document: I-JSON (7493) whose top level is an object (contract 2).
 *
 * In order: empty, too large, invalid UTF-8, a byte order mark, malformed (wherever it stands), then
 * duplicate names and lone surrogates (the first in the text), then what 422 answers (the first in the text).
 * Linear in time and memory.
 */
export function acceptDocument(bytes: Uint8Array, limits: JsonLimits): Accepted | Refused {
  return judgeBytes(bytes, limits, 'object');
}

/** Judges the content of a request as any JSON value, such as a patch; otherwise as `acceptDocument`. */
export function acceptValue(bytes: Uint8Array, limits: JsonLimits): Accepted | Refused {
  return judgeBytes(bytes, limits, 'any');
}

/**
 * Judges a text that is already decoded, such as the result of a patch, as a document. Its size is that of
 * its UTF-8.
 */
export function acceptText(text: string, limits: JsonLimits): Accepted | Refused {
  return judgeText(text, Buffer.byteLength(text), limits, 'object');
}

type TopLevel = ScanRules['topLevel'];

function judgeBytes(bytes: Uint8Array, limits: JsonLimits, topLevel: TopLevel): Accepted | Refused {
  // Before decoding: nothing oversized is decoded, and decoding would hide what is no UTF-8.
  if (bytes.length > limits.maxBytes) return tooLarge(bytes.length, limits);
  if (!isUtf8(bytes)) return invalidUtf8(bytes);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return judgeText(text, bytes.length, limits, topLevel);
}

function judgeText(text: string, size: number, limits: JsonLimits, topLevel: TopLevel): Accepted | Refused {
  if (size === 0) return empty(topLevel);
  if (size > limits.maxBytes) return tooLarge(size, limits);
  if (text.startsWith('\uFEFF')) return byteOrderMark();
  const finding = scan(text, { maxDepth: limits.maxDepth, topLevel });
  if (finding !== undefined) return refused(describeFault(text, finding, limits));
  return { kind: 'accepted', text };
}

function refused(fault: JsonFault): Refused {
  return { kind: 'refused', fault };
}

function empty(topLevel: TopLevel): Refused {
  const wanted = topLevel === 'object' ? 'a JSON object' : 'a JSON value';
  return refused({ kind: 'empty', detail: `The request has no content; send ${wanted}.` });
}

function tooLarge(size: number, limits: JsonLimits): Refused {
  const detail = `The JSON has ${size} bytes, more than the limit of ${limits.maxBytes}. Send less, or keep large parts elsewhere.`;
  return refused({ kind: 'too-large', detail });
}

function byteOrderMark(): Refused {
  const detail =
    'The content begins with a byte order mark (EF BB BF). Send the same text in UTF-8 without it.';
  return refused({ kind: 'byte-order-mark', offset: 0, detail });
}

function invalidUtf8(bytes: Uint8Array): Refused {
  const offset = invalidByteAt(bytes);
  const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  const detail = `The content is not UTF-8: at byte ${offset}, counted from 0, stands ${byte}. Send the text encoded in UTF-8.`;
  return refused({ kind: 'invalid-utf8', offset, detail });
}
