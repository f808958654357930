import { Buffer } from 'node:buffer';
import {
  type DumpRecord,
  MAX_COUNTER,
  parseAttachmentName,
  parseCollectionName,
  parseDocumentId,
} from '../../../store/index.js';
import { DumpFault } from './fault.js';

type Is = (value: unknown) => boolean;

const text: Is = (value) => typeof value === 'string';
const flag: Is = (value) => typeof value === 'boolean';
/** A counter, a time or a size. */
const number: Is = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_COUNTER;
const orNull =
  (is: Is): Is =>
  (value) =>
    value === null || is(value);
const named =
  (parse: (name: string) => unknown): Is =>
  (value) =>
    typeof value === 'string' && parse(value) !== undefined;
const among =
  (...values: readonly unknown[]): Is =>
  (value) =>
    values.includes(value);

const HEAD = {
  revision: number,
  sequence: number,
  deleted: flag,
  createdAt: number,
  updatedAt: number,
  previousAt: orNull(number),
};
const ENTRY = { revision: number, sequence: number, author: orNull(text), createdAt: number, at: number };
const documentOperation = among('create', 'replace', 'patch', 'merge', 'delete', 'purge');

/** Every member of every record, and what it may be. */
const SHAPES: {
  readonly [K in DumpRecord['kind']]: Readonly<
    Record<Exclude<keyof Extract<DumpRecord, { readonly kind: K }>, 'kind'>, Is>
  >;
} = {
  collection: {
    ...HEAD,
    name: named(parseCollectionName),
    settings: text,
    documents: number,
    prunedThrough: number,
  },
  document: { ...HEAD, id: named(parseDocumentId), size: number },
  revision: { ...ENTRY, operation: documentOperation, text: orNull(text) },
  attachment: {
    ...HEAD,
    name: named(parseAttachmentName),
    mediaType: text,
    size: number,
    digest: text,
    upload: orNull(text),
  },
  'attachment-change': { ...ENTRY, operation: among('create', 'replace', 'delete'), size: number },
  bytes: { bytes: text },
  answer: { scope: text, key: text, fingerprint: text, answer: text, expiresAt: number },
};

/** The JSON object of a line. Throws a DumpFault when it is none. */
export function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below.
  }
  throw new DumpFault('this is no JSON object');
}

/** The record of an object. Throws a DumpFault when it is none that this program knows. */
export function recordOf(object: Readonly<Record<string, unknown>>): DumpRecord {
  const { kind, ...members } = object;
  if (!isKind(kind)) throw new DumpFault(`there is no kind ${JSON.stringify(kind)} of record`);
  const shape: Readonly<Record<string, Is>> = SHAPES[kind];
  for (const [name, is] of Object.entries(shape)) {
    if (!is(members[name])) throw new DumpFault(`the member "${name}" of "${kind}" is missing or wrong`);
  }
  const unknown = Object.keys(members).find((name) => !Object.hasOwn(shape, name));
  if (unknown !== undefined) throw new DumpFault(`"${kind}" has no member ${JSON.stringify(unknown)}`);
  if (kind === 'bytes') return { kind, bytes: Buffer.from(String(members['bytes']), 'base64') };
  // Its shape was checked, member by member.
  return object as unknown as DumpRecord;
}

function isKind(kind: unknown): kind is DumpRecord['kind'] {
  return typeof kind === 'string' && Object.hasOwn(SHAPES, kind);
}
