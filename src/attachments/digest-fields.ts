import { Buffer } from 'node:buffer';
import { type Incoming, refuse, type Refusal } from '../http/index.js';

/** A digest that the content must have. */
export interface WantedDigest {
  readonly field: 'Repr-Digest' | 'Content-Digest';
  readonly algorithm: Algorithm;
  readonly digest: Buffer;
}

/** The algorithms that are checked (9530 5), and their bytes; the others that the registry has are broken or checksums. */
const ALGORITHMS = { 'sha-256': 32, 'sha-512': 64 } as const;
type Algorithm = keyof typeof ALGORITHMS;

const FIELDS = ['Repr-Digest', 'Content-Digest'] as const;

/**
 * What Repr-Digest and Content-Digest say of the content (9530 2, 3): the same here, as content is the whole and not
 * coded. Unknown algorithms are ignored; a field that is malformed cannot be checked, and is 400.
 */
export function readDigests(
  incoming: Incoming,
): { readonly kind: 'digests'; readonly digests: readonly WantedDigest[] } | Refusal {
  const digests: WantedDigest[] = [];
  for (const field of FIELDS) {
    const text = incoming.field(field.toLowerCase());
    const values = text === undefined ? new Map<string, Buffer>() : readDictionary(text);
    if (values === undefined) return refuseMalformed(field);
    for (const [algorithm, digest] of values) {
      if (!isKnown(algorithm)) continue;
      if (digest.length !== ALGORITHMS[algorithm]) return refuseMalformed(field);
      digests.push({ field, algorithm, digest });
    }
  }
  return { kind: 'digests', digests };
}

function isKnown(algorithm: string): algorithm is Algorithm {
  return Object.hasOwn(ALGORITHMS, algorithm);
}

/** 422: other bytes came than the client meant to send. Nothing is stored. */
export function refuseDigest({ field, algorithm }: WantedDigest, actual: Buffer): Refusal {
  return refuse(
    'digest-mismatch',
    `${field} names another ${algorithm} than the content has. Nothing was stored. Send the content again.`,
    { field, actual: `${algorithm}=:${actual.toString('base64')}:` },
  );
}

function refuseMalformed(field: string): Refusal {
  return refuse(
    'bad-request',
    `${field} cannot be read. Write it as sha-256=:<base 64>: with the 32 bytes of the digest (RFC 9530).`,
    { field },
  );
}

// A dictionary of byte sequences with parameters, which are ignored (9651 3.1.2, 3.2, 3.3.5).
const KEY = '[a-z*][a-z0-9_.*-]*';
const BARE = `-?\\d{1,15}(?:\\.\\d{1,3})?|"(?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\["\\\\])*"|[A-Za-z*][!#$%&'*+.^_\`|~0-9A-Za-z:/-]*|:[A-Za-z0-9+/=]*:|\\?[01]`;
const MEMBER = new RegExp(`(${KEY})=:([A-Za-z0-9+/]*={0,2}):(?:; *${KEY}(?:=(?:${BARE}))?)*`, 'y');
const COMMA = /[ \t]*,[ \t]*/y;

/** Undefined when it is malformed anywhere; of a key that comes twice the last value counts (9651 4.2.2). */
function readDictionary(text: string): ReadonlyMap<string, Buffer> | undefined {
  const values = new Map<string, Buffer>();
  for (let start = 0; ;) {
    MEMBER.lastIndex = start;
    const match = MEMBER.exec(text);
    if (match === null) return undefined;
    values.set(match[1] ?? '', Buffer.from(match[2] ?? '', 'base64'));
    start = MEMBER.lastIndex;
    if (start === text.length) return values;
    COMMA.lastIndex = start;
    if (COMMA.exec(text) === null) return undefined;
    start = COMMA.lastIndex;
  }
}
