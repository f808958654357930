import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import {
  type AttachmentChange,
  type AttachmentContent,
  type AttachmentHead,
  type AttachmentKey,
  type AttachmentStore,
  type DocumentKey,
  parseAttachmentName,
} from '../../../src/store/index.js';
import { committed, keyOf, must, type Subject } from './subject.js';

/** Bytes that differ everywhere: a piece in the wrong place is seen. */
export function bytesOf(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, state = seed; at < length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes.writeUInt8(state >>> 24, at);
    for (let next = 1; next < 4 && at + next < length; next += 1)
      bytes.writeUInt8((state >>> next) & 255, at + next);
  }
  return bytes;
}

/** The key of the attachment `name` of a document. */
export function attachmentOf(document: DocumentKey, name = 'n'): AttachmentKey {
  return { ...document, name: must(parseAttachmentName(name), `${name} as an attachment name`) };
}

/** A new document, and the key of an attachment of it. */
export async function newAttachment(subject: Subject, name = 'n'): Promise<AttachmentKey> {
  const document = keyOf(await subject.newCollection(), 'd');
  await subject.write(document, 'create');
  return attachmentOf(document, name);
}

/** Stages `bytes`, in pieces of `piece`. */
export async function stage(
  store: AttachmentStore,
  bytes: Buffer,
  mediaType = 'text/plain',
  piece = 60_000,
): Promise<AttachmentContent> {
  const staging = store.stage();
  for (let at = 0; at < bytes.length; at += piece) await staging.write(bytes.subarray(at, at + piece));
  const upload = await staging.complete();
  const digest = createHash('sha256').update(bytes).digest('base64');
  return { mediaType, size: bytes.length, digest, upload };
}

/** What a write of `key` is judged against now. */
export async function judge(
  { attachments }: Pick<Subject, 'attachments'>,
  key: AttachmentKey,
): Promise<AttachmentChange['expected']> {
  const snapshot = await attachments.inspect(key);
  if (snapshot.kind !== 'open') throw new Error(`${key.name}: ${snapshot.kind}`);
  return { revision: snapshot.attachment?.revision ?? null, settings: snapshot.collection.revision };
}

/** Commits a change judged as `expected`, whatever comes of it. */
export function commit(
  { attachments }: Pick<Subject, 'attachments'>,
  key: AttachmentKey,
  operation: AttachmentChange['operation'],
  expected: AttachmentChange['expected'],
  content: AttachmentContent | null = null,
): ReturnType<AttachmentStore['commit']> {
  return attachments.commit({ key, operation, content, author: null, expected });
}

/** Stores `bytes` as what `key` names, expecting what stands, and returns the new head. */
export async function put(
  subject: Pick<Subject, 'attachments'>,
  key: AttachmentKey,
  bytes: Buffer,
): Promise<AttachmentHead> {
  const snapshot = await subject.attachments.head(key);
  const operation = snapshot.kind === 'live' ? 'replace' : 'create';
  const content = await stage(subject.attachments, bytes);
  return committed(await commit(subject, key, operation, await judge(subject, key), content));
}

/** Deletes what `key` names. */
export async function removeAttachment(
  subject: Pick<Subject, 'attachments'>,
  key: AttachmentKey,
): Promise<AttachmentHead> {
  return committed(await commit(subject, key, 'delete', await judge(subject, key)));
}

/** All bytes of an attachment, or those of a range. */
export async function read(
  { attachments }: Pick<Subject, 'attachments'>,
  { upload, size }: Pick<AttachmentContent, 'upload' | 'size'>,
  range = { first: 0, last: size - 1 },
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of attachments.bytes(must(upload, 'bytes'), range)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Sweeps until nothing more can go at once; returns how much went. */
export async function sweepAll(
  { attachments }: Pick<Subject, 'attachments'>,
  spare: number,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const step = await attachments.sweep({ spare, pieces: 2 });
    removed += step.removed;
    if (step.removed === 0) return removed;
  }
}
