import { createHash } from 'node:crypto';
import type { Incoming } from './incoming.js';
import { readBytes } from './json-content.js';
import {
  type Content,
  type Fields,
  type KeptBytes,
  type KeptText,
  type Outcome,
  refuse,
  type Refusal,
} from './outcome.js';
import type { WriteRequest } from './write-request.js';

// Writes that are sent twice under one Idempotency-Key are performed once. What is remembered of a success is its whole
// outcome, but for the text of a revision, which the store keeps anyway.

/** What a client calls one of its requests. */
export interface RequestName {
  /** Whose key it is: keys of one credential say nothing about those of another. */
  readonly scope: string;
  readonly key: string;
}

/** What a commit is asked to remember with its change. */
export interface Remembrance<H> extends RequestName {
  readonly fingerprint: string;
  /** Milliseconds. */
  readonly lifetime: number;
  readonly answer: (made: H) => string;
}

/** Where the answers to earlier requests are found. A port: the store's side of it is wired in the app's module. */
export interface AnswerRecords {
  find(name: RequestName): Promise<{ readonly fingerprint: string; readonly answer: string } | undefined>;
  /** The text of a revision; undefined when it is not kept any more. */
  text(kept: KeptText): Promise<string | undefined>;
  /** The bytes of an answer; undefined when they are not current any more. */
  bytes(kept: KeptBytes): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** Injection token of the {@link AnswerRecords}. */
export const ANSWER_RECORDS = Symbol('AnswerRecords');

/** The request's Idempotency-Key; absent and malformed are told apart. */
export function readIdempotencyKey(
  request: Pick<WriteRequest, 'field'>,
):
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'key'; readonly key: string } {
  const key = request.field('idempotency-key');
  if (key === undefined) return { kind: 'absent' };
  // Two lines arrive as one with ", " between them.
  return /^[\x21-\x7e]{1,255}$/.test(key) ? { kind: 'key', key } : { kind: 'malformed' };
}

/** 400 for a key that cannot be one. To be ignored it is too dangerous: its client relies on it. */
export function refuseMalformedKey(request: Pick<WriteRequest, 'field'>): Refusal | undefined {
  if (readIdempotencyKey(request).kind !== 'malformed') return undefined;
  return refuse(
    'malformed-idempotency-key',
    'Idempotency-Key must be one line of 1 to 255 visible ASCII characters without spaces, such as a UUID.',
    { field: 'Idempotency-Key' },
  );
}

const PRECONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'] as const;

/** What tells the content of a request from any other: itself, or a digest of it. */
export type Distinctive = () => Promise<{ readonly kind: 'bytes'; readonly bytes: Uint8Array } | Refusal>;

/** The content itself, of at most `limit` bytes. */
export function wholeContent(incoming: Incoming, limit: number): Distinctive {
  return () => readBytes(incoming, limit);
}

/**
 * A digest of everything that makes two requests the same: method, target, type, preconditions and content. Reads the
 * content if nobody has yet: as `distinctive` does.
 */
export async function fingerprintOf(
  incoming: Incoming,
  distinctive: Distinctive,
): Promise<{ readonly kind: 'fingerprint'; readonly fingerprint: string } | Refusal> {
  const hash = createHash('sha256');
  const { method, target, mediaType, contentCodings } = incoming;
  const fields = PRECONDITIONS.map((field) => incoming.field(field) ?? null);
  hash.update(JSON.stringify([method, target, mediaType ?? null, contentCodings, fields]));
  if (method !== 'DELETE') {
    const content = await distinctive();
    if (content.kind === 'refused') return content;
    hash.update(content.bytes);
  }
  return { kind: 'fingerprint', fingerprint: hash.digest('base64url') };
}

/** 422: the key was used for something else. */
export function refuseReusedKey(): Refusal {
  return refuse(
    'idempotency-key-reused',
    'The Idempotency-Key belongs to another request of yours, which succeeded. Nothing was done. Send a new key with a ' +
      'new request; repeat a request with the same method, target, type, preconditions and content.',
    { field: 'Idempotency-Key' },
  );
}

type Success = Exclude<Outcome, Refusal>;
type StoredContent = Pick<Content, 'mediaType'> &
  (
    | { readonly kept: KeptText | KeptBytes }
    | { readonly pieces: readonly (string | KeptText)[] }
    | { readonly text: string }
  );

/** A success as it was written. */
type Stored = Pick<Success, 'kind'> & {
  readonly fields?: object;
  readonly content?: StoredContent;
  readonly target?: string;
};

/**
 * A success as a text to be remembered. What it was an answer to stands in it, so that what tells of a document that is
 * purged can be found.
 */
export function writeAnswer(outcome: Outcome, target = ''): string {
  if (outcome.kind === 'refused') throw new Error('a refusal is not remembered: it changed nothing');
  const content = 'content' in outcome ? outcome.content : undefined;
  return JSON.stringify({ ...outcome, content: content && storedContent(content), target });
}

function storedContent({ mediaType, kept, pieces, text }: Content): StoredContent {
  if (kept !== undefined) return { mediaType, kept };
  if (pieces !== undefined) return { mediaType, pieces };
  const whole = text();
  if (typeof whole !== 'string') throw new Error('only a whole text can be remembered');
  return { mediaType, text: whole };
}

/** The outcome that was remembered, marked as replayed. */
export async function readAnswer(
  answer: string,
  records: Pick<AnswerRecords, 'text' | 'bytes'>,
): Promise<Outcome> {
  const { content, target: _, ...rest } = JSON.parse(answer) as Stored;
  const outcome = { ...rest, fields: { ...rest.fields, ...REPLAYED } } as Success;
  if (content === undefined) return outcome;
  const shown = await storedShown(content, records);
  if (shown !== undefined) return { ...outcome, content: shown } as Success;
  // What it showed is not kept any more. That it was done still holds; the fields spoke of what was shown.
  if (outcome.kind === 'changed') return { kind: 'stored', validators: outcome.validators, fields: REPLAYED };
  return { ...outcome, fields: REPLAYED } as Success;
}

const REPLAYED: Fields = { 'Idempotency-Replayed': 'true' };

/** The content as it was shown; undefined when it is not kept any more. */
async function storedShown(
  content: StoredContent,
  records: Pick<AnswerRecords, 'text' | 'bytes'>,
): Promise<Content | undefined> {
  const { mediaType } = content;
  if ('text' in content) return textContent(mediaType, content.text);
  if ('pieces' in content) return textContent(mediaType, await joined(content.pieces, records));
  const { kept } = content;
  if ('upload' in kept) {
    const bytes = await records.bytes(kept);
    return bytes && { mediaType, length: kept.size, text: () => bytes };
  }
  const text = await keptText(kept, records);
  return text === undefined ? undefined : textContent(mediaType, text);
}

/** Of several, one that was pruned since leaves a null in its place. */
async function joined(
  pieces: readonly (string | KeptText)[],
  records: Pick<AnswerRecords, 'text'>,
): Promise<string> {
  let whole = '';
  for (const piece of pieces) {
    whole +=
      typeof piece === 'string'
        ? piece
        : ((await keptText(piece, records)) ?? `${piece.before}null${piece.after}`);
  }
  return whole;
}

async function keptText(kept: KeptText, records: Pick<AnswerRecords, 'text'>): Promise<string | undefined> {
  const text = await records.text(kept);
  return text === undefined ? undefined : kept.before + text + kept.after;
}

function textContent(mediaType: string, text: string): Content {
  return { mediaType, length: Buffer.byteLength(text), text: () => text };
}
