import type { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Answer } from '../support/client.js';
import { type Bench, create, type Place } from './support.js';

type Headers = Readonly<Record<string, string>>;

/** A document with attachments, by its URIs. */
export interface Shelf {
  readonly place: Place;
  readonly document: string;
  /** The list of its attachments. */
  readonly list: string;
  readonly uri: (name: string) => string;
}

/** A new document in a new collection. */
export async function newShelf(bench: Bench, settings?: string): Promise<Shelf> {
  const place = await bench.collection(settings);
  const document = place.document('d');
  await create(bench.client, document);
  const list = `${document}/attachments`;
  return { place, document, list, uri: (name) => `${list}/${encodeURIComponent(name)}` };
}

/** PUT of bytes. */
export function send(
  { client }: Bench,
  uri: string,
  body: string | Buffer,
  headers: Headers = {},
): Promise<Answer> {
  return client.send('PUT', uri, { body, headers });
}

/** Makes or replaces an attachment; returns its tag. */
export async function store(
  bench: Bench,
  uri: string,
  body: string | Buffer,
  headers: Headers = {},
): Promise<string> {
  const { status } = await bench.client.head(uri);
  const guard: Headers = status === 200 ? { 'If-Match': '*' } : { 'If-None-Match': '*' };
  const answer = await send(bench, uri, body, { ...guard, ...headers });
  if (answer.status !== 201 && answer.status !== 204)
    throw new Error(`storing ${uri}: ${answer.status} ${answer.text}`);
  return answer.etag;
}

/** A digest as Repr-Digest writes it. */
export function digestOf(bytes: string | Buffer, algorithm: 'sha-256' | 'sha-512' = 'sha-256'): string {
  const value = createHash(algorithm.replace('-', '')).update(bytes).digest('base64');
  return `${algorithm}=:${value}:`;
}
