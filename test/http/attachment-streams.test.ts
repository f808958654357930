// Content on its way: asked for when it is wanted, stored whole or not at all, and never held open on the way out.
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import Database from 'better-sqlite3';
import { newShelf, store } from './attachment-place.js';
import { remove, useService } from './support.js';
import { inChunks, slugOf, Wire } from './wire.js';

const bench = useService({ ATTACHMENT_LIMIT: '2MiB' });
const LARGE = Buffer.alloc(700_000, 'old-');

/** An attachment with two revisions' worth of time behind it. */
async function prepare(): Promise<{ readonly uri: string; readonly etag: string }> {
  const uri = (await newShelf(bench)).uri('a');
  return { uri, etag: await store(bench, uri, LARGE) };
}

/** How the uploads in the database stand: how many in each state. */
function uploads(): Record<string, number> {
  const database = new Database(`${bench.service.folder}/etagere.db`, { readonly: true });
  try {
    const rows = database
      .prepare('SELECT state, count(*) AS n FROM AttachmentUpload WHERE since > 0 GROUP BY state')
      .all();
    return Object.fromEntries((rows as { state: string; n: number }[]).map(({ state, n }) => [state, n]));
  } finally {
    database.close();
  }
}

async function isOld(uri: string, etag: string): Promise<void> {
  const answer = await bench.client.get(uri);
  expect([answer.status, answer.etag, answer.bytes.equals(LARGE)]).toEqual([200, etag, true]);
}

describe('R46: Expect: 100-continue', () => {
  it.each([
    ['428 precondition-required', ['Content-Length: 10']],
    ['412 precondition-failed', ['If-Match: "1.k3"', 'Content-Length: 10']],
    ['412 precondition-failed', ['If-None-Match: *', 'Transfer-Encoding: chunked']],
    ['413 content-too-large', ['If-Match: *', 'Content-Length: 2097153']],
    ['415 unsupported-media-type', ['If-Match: *', 'Content-Encoding: br', 'Content-Length: 10']],
    ['400 bad-request', ['If-Match: *', 'Repr-Digest: x', 'Content-Length: 10']],
  ])('%s comes at once, without 100', async (result, fields) => {
    const { uri, etag } = await prepare();
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, 'Expect: 100-continue', ...fields);
    const answer = await wire.answer();
    expect(`${answer.status} ${slugOf(answer)}`).toBe(result);
    wire.close();
    await isOld(uri, etag);
  });

  it('100 comes when everything but the content was judged, and the content is judged after it', async () => {
    const { uri, etag } = await prepare();
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, 'Expect: 100-continue', `If-Match: ${etag}`, 'Content-Length: 3');
    expect((await wire.answer()).status).toBe(100);
    await wire.write('new');
    const answer = await wire.answer();
    expect([answer.status, answer.fields.get('etag')?.slice(0, 3)]).toEqual([204, '"2.']);
    wire.close();
  });

  it('the precondition is judged again when the content is there: who was slower gets 412', async () => {
    const { uri, etag } = await prepare();
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, 'Expect: 100-continue', `If-Match: ${etag}`, 'Content-Length: 600000');
    expect((await wire.answer()).status).toBe(100);
    await wire.write(Buffer.alloc(300_000, 'slow'));
    const faster = await store(bench, uri, 'faster');
    await wire.write(Buffer.alloc(300_000, 'slow'));
    const answer = await wire.answer();
    expect(slugOf(answer)).toBe('precondition-failed');
    expect(answer.fields.get('etag')).toBe(faster);
    wire.close();
    expect((await bench.client.get(uri)).text).toBe('faster');
  });
});

describe('F31: content that does not come to its end', () => {
  it.each<[string, string, (wire: Wire) => Promise<void>]>([
    ['of a declared length', 'Content-Length: 900000', (wire) => wire.write(Buffer.alloc(600_000, 'new-'))],
    [
      'in chunks',
      'Transfer-Encoding: chunked',
      (wire) => wire.write(inChunks(Buffer.alloc(600_000)).subarray(0, -5)),
    ],
    ['of which nothing came', 'Content-Length: 900000', () => Promise.resolve()],
  ])('%s leaves the old revision, and what came is let go', async (_, length, pour) => {
    const { uri, etag } = await prepare();
    const { held } = uploads();
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, 'If-Match: *', length);
    await pour(wire);
    wire.socket.resetAndDestroy();
    await once(wire.socket, 'close');
    // The service notices it in its own time.
    while (uploads()['staged'] !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(uploads()['held']).toBe(held);
    await isOld(uri, etag);
  });

  it('F30: that goes on beyond the limit in chunks is 413, which the client can read', async () => {
    const { uri, etag } = await prepare();
    const wire = await Wire.open(bench.url);
    await wire.ask(`PUT ${uri}`, 'If-Match: *', 'Transfer-Encoding: chunked');
    await wire.write(inChunks(Buffer.alloc(2 * 1024 * 1024 + 1)));
    expect(slugOf(await wire.answer())).toBe('content-too-large');
    wire.close();
    await isOld(uri, etag);
    expect(uploads()['staged']).toBeUndefined();
  });
});

describe('a reader', () => {
  it.each<[string, (uri: string) => Promise<unknown>]>([
    ['replaced', (uri) => store(bench, uri, 'second')],
    ['deleted', (uri) => remove(bench.client, uri)],
  ])(
    'that stands still in the middle gets the rest of what it began, although it was %s',
    async (_, change) => {
      const { uri } = await prepare();
      const bytes = Buffer.alloc(2 * 1024 * 1024, 'first');
      await store(bench, uri, bytes);
      const wire = await Wire.open(bench.url);
      await wire.ask(`GET ${uri}`);
      await once(wire.socket, 'data');
      wire.socket.pause();
      await change(uri);
      wire.socket.resume();
      const answer = await wire.answer();
      expect([answer.status, answer.body === bytes.toString()]).toEqual([200, true]);
      wire.close();
    },
  );
});
