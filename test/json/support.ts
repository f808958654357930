import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { acceptDocument, acceptText, acceptValue } from '../../src/json/index.js';
import type { JsonFault, JsonLimits, JsonObject, JsonValue } from '../../src/json/index.js';

/** The limits of the contract. */
export const LIMITS: JsonLimits = { maxBytes: 1_048_576, maxDepth: 128 };

/** Names that mean something to JavaScript and nothing to JSON. */
export const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toJSON',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'length',
  'then',
] as const;

/** The fault of a text sent as a document; undefined when it is accepted. */
export function faultOf(text: string, limits: JsonLimits = LIMITS): JsonFault | undefined {
  const verdict = acceptDocument(Buffer.from(text), limits);
  return verdict.kind === 'refused' ? verdict.fault : undefined;
}

/** The verdict on a text sent as any JSON value: its fault's kind, or `accepted`. */
export function valueVerdict(text: string, limits: JsonLimits = LIMITS): string {
  const verdict = acceptValue(Buffer.from(text), limits);
  return verdict.kind === 'refused' ? verdict.fault.kind : verdict.kind;
}

/** The verdict on a text sent as a document: its fault's kind, or `accepted`. */
export function documentVerdict(text: string, limits: JsonLimits = LIMITS): string {
  return faultOf(text, limits)?.kind ?? 'accepted';
}

/** The verdict on content bytes sent as a document: its fault's kind, or `accepted`. */
export function bytesVerdict(bytes: readonly number[]): string {
  const verdict = acceptDocument(Uint8Array.from(bytes), LIMITS);
  return verdict.kind === 'refused' ? verdict.fault.kind : verdict.kind;
}

/** The verdict on a decoded text: its fault's kind, or `accepted`. */
export function textVerdict(text: string, limits: JsonLimits = LIMITS): string {
  const verdict = acceptText(text, limits);
  return verdict.kind === 'refused' ? verdict.fault.kind : verdict.kind;
}

/** Freezes a value and all that is in it, so that any change to it throws. */
export function deepFreeze<T extends JsonValue>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values<JsonValue>(value)) deepFreeze(member);
    Object.freeze(value);
  }
  return value;
}

const memberName = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_NAMES) },
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
);

const finite = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map((number) => (number === 0 ? 0 : number));

const text = fc.string({ unit: 'binary' });

type Arbitraries = { value: JsonValue; object: JsonObject };

/** I-JSON objects and values, with or without nulls, hostile names among their members. */
function arbitraries(scalar: fc.Arbitrary<JsonValue>): fc.LetrecValue<Arbitraries> {
  return fc.letrec<Arbitraries>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(tie('value'), { maxLength: 4 }),
      tie('object'),
    ),
    object: fc
      .array(fc.tuple(memberName, tie('value')), { maxLength: 6 })
      .map((members) => Object.fromEntries(members)),
  }));
}

const withNulls = arbitraries(fc.oneof(fc.constant(null), fc.boolean(), finite, text));
const withoutNulls = arbitraries(fc.oneof(fc.boolean(), finite, text));

export const anyValue = withNulls.value;
export const anyObject = withNulls.object;
export const nullFreeValue = withoutNulls.value;
export const nullFreeObject = withoutNulls.object;
