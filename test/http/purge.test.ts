import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newShelf, store } from './attachment-place.js';
import { create, type Place, type ProblemBody, replace, told, useService } from './support.js';

const bench = useService();

const SECRET = 'Ada-Lovelace-1815';
const secret = (n: number, length = 0) => JSON.stringify({ n, name: SECRET, filler: 'x'.repeat(length) });

/** What the files of the database hold `text` in. */
function filesWith(text: string): string[] {
  const { folder } = bench.service;
  return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(text));
}

/** Purges whatever is there. */
async function purge(uri: string, tag = '*'): Promise<string> {
  return told(await bench.client.delete(`${uri}?purge=true`, { 'If-Match': tag }));
}

interface Feed {
  readonly changes: readonly {
    readonly sequence: number;
    readonly id: string;
    readonly revision: number;
    readonly etag: string | null;
    readonly operation: string;
    readonly data?: unknown;
    readonly attachment?: string;
  }[];
  readonly last: number;
  readonly more: boolean;
}

async function feed({ uri }: Place, query: string): Promise<Feed> {
  const answer = await bench.client.get(`${uri}/changes?${query}`);
  expect(told(answer)).toBe('200');
  return answer.json<Feed>();
}

describe('DELETE of a document with ?purge=true', () => {
  it('leaves a tombstone alone: 410 for it, its revisions and its attachments', async () => {
    const { client } = bench;
    const { document, list, uri } = await newShelf(bench);
    await replace(client, document, secret(1));
    await store(bench, uri('scan'), SECRET);
    expect(await purge(document)).toBe('204');
    for (const path of [document, `${document}/revisions`, `${document}/revisions/1`, uri('scan'), list]) {
      expect(told(await client.get(path))).toMatch(/^410 /);
    }
    const { revision, deletedAt } = (await client.get(document)).json<ProblemBody>();
    expect([revision, typeof deletedAt]).toEqual([3, 'string']);
  });

  it.each([
    ['no precondition', {}, '428 precondition-required'],
    ['another tag', { 'If-Match': '"9.zz"' }, '412 precondition-failed'],
    ['a weak tag', { 'If-Match': 'W/"1.zz"' }, '412 precondition-failed'],
    ['a malformed tag', { 'If-Match': '1.zz' }, '400 malformed-precondition'],
  ])('with %s is refused, and nothing goes', async (_, headers, refusal) => {
    const place = await bench.collection();
    const tag = await create(bench.client, place.document('d'));
    expect(told(await bench.client.delete(`${place.document('d')}?purge=true`, headers))).toBe(refusal);
    expect((await bench.client.get(place.document('d'))).etag).toBe(tag);
  });

  it.each([
    ['purge=yes', '400 invalid-parameter'],
    ['purge=true&purge=true', '400 invalid-parameter'],
    ['erase=true', '400 invalid-parameter'],
  ])('spelt ?%s is %s', async (query, refusal) => {
    const place = await bench.collection();
    await create(bench.client, place.document('d'));
    expect(told(await bench.client.delete(`${place.document('d')}?${query}`, { 'If-Match': '*' }))).toBe(
      refusal,
    );
  });

  it('of false is the usual DELETE: the revisions stay', async () => {
    const place = await bench.collection();
    const uri = place.document('d');
    await create(bench.client, uri);
    expect(told(await bench.client.delete(`${uri}?purge=false`, { 'If-Match': '*' }))).toBe('204');
    expect(told(await bench.client.get(`${uri}/revisions/1`))).toBe('200');
  });

  it('of what never was is 404, in what never was too', async () => {
    const place = await bench.collection();
    expect(await purge(place.document('d'))).toBe('404 document-not-found');
    expect(await purge('/v1/collections/nowhere/documents/d')).toBe('404 collection-not-found');
  });

  it('of what was deleted needs no precondition, as there is no state; a tag is 410 as for every DELETE', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('d');
    const tag = await create(client, uri, secret(1));
    await client.delete(uri, { 'If-Match': tag });
    expect(await purge(uri, tag)).toBe('410 gone');
    expect(told(await client.delete(`${uri}?purge=true`))).toBe('204');
    expect(told(await client.get(`${uri}/revisions/1`))).toBe('410 revision-pruned');
  });

  it('sent again is 204 and changes nothing, whatever its If-Match', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('d');
    const tag = await create(client, uri);
    expect(await purge(uri, tag)).toBe('204');
    const before = (await client.get(uri)).text;
    expect(await purge(uri, tag)).toBe('204');
    expect(told(await client.delete(`${uri}?purge=true`))).toBe('204');
    expect((await client.get(uri)).text).toBe(before);
    expect((await feed(place, 'since=0')).last).toBe(2);
  });

  it('R4: gives no tag back: revisions go on behind the tombstone, and times rise', async () => {
    const { client } = bench;
    const { document, uri } = await newShelf(bench);
    const first = (await client.get(document)).etag;
    const scan = await store(bench, uri('scan'), 'scan');
    await purge(document);
    const again = await create(client, document);
    expect(again).toMatch(/^"3\./);
    expect(told(await client.put(document, '{}', { 'If-Match': first }))).toBe('412 precondition-failed');
    expect(told(await client.get(document, { 'If-None-Match': first }))).toBe('200');
    expect(told(await client.get(uri('scan')))).toBe('404 attachment-not-found');
    const scanned = await store(bench, uri('scan'), 'scan');
    expect(scanned).not.toBe(scan);
    expect(told(await client.get(uri('scan'), { 'If-None-Match': scan }))).toBe('200');
    expect(told(await client.get(`${document}/revisions/2`))).toBe('410 gone');
    const history = (await client.get(`${document}/revisions`)).json<{ items: unknown[]; total: number }>();
    expect(history).toMatchObject({
      total: 2,
      items: [{ revision: 3 }, { revision: 2, operation: 'purge', etag: null }],
    });
    expect((await client.get(`${document}/revisions`, { Accept: 'text/html' })).text).toContain('purge');
  });

  it('in a batch is refused: it has no parameters there', async () => {
    const place = await bench.collection();
    await create(bench.client, place.document('d'));
    const operations = [{ method: 'DELETE', path: `${place.document('d')}?purge=true`, ifMatch: '*' }];
    expect(told(await bench.client.post('/v1/batch', JSON.stringify({ operations })))).toBe(
      '400 invalid-parameter',
    );
    expect(told(await bench.client.get(place.document('d')))).toBe('200');
  });

  it('forgets the answers that were kept for repeats, and only those of the document', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const [d, other] = [place.document('d'), place.document('d2')];
    const send = async (uri: string, key: string, match: Record<string, string>) =>
      client.put(uri, secret(1), { ...match, 'Idempotency-Key': key, Prefer: 'return=representation' });
    await send(d, 'make-d', { 'If-None-Match': '*' });
    await replace(client, d);
    await client.put(d, secret(3), { 'If-Match': '*', 'Idempotency-Key': 'change-d' });
    await send(other, 'make-d2', { 'If-None-Match': '*' });
    await purge(d);
    expect(told(await client.put(d, secret(3), { 'If-Match': '*', 'Idempotency-Key': 'change-d' }))).toBe(
      '412 precondition-failed',
    );
    expect(
      (await send(d, 'make-d', { 'If-None-Match': '*' })).headers['idempotency-replayed'],
    ).toBeUndefined();
    expect((await send(other, 'make-d2', { 'If-None-Match': '*' })).headers['idempotency-replayed']).toBe(
      'true',
    );
  });

  it('is not in lists any more, and changes their tag', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await create(client, place.document('a'));
    await create(client, place.document('b'));
    const before = await client.get(place.list);
    await purge(place.document('b'));
    const after = await client.get(place.list, { 'If-None-Match': before.etag });
    expect(after.json<{ total: number }>().total).toBe(1);
    expect(after.etag).not.toBe(before.etag);
  });
});

describe('the feed after a purge', () => {
  it('F41: tells of it at its place, and goes on from every place before: nobody misses anything', async () => {
    const { client } = bench;
    const place = await bench.collection();
    for (const id of ['a', 'b', 'a', 'b', 'c']) {
      await client.put(place.document(id), JSON.stringify({ n: Math.random() }), {
        'If-Match': '*',
        ...((await client.get(place.document(id))).status === 404 && {
          'If-Match': [],
          'If-None-Match': '*',
        }),
      });
    }
    await purge(place.document('a'));
    for (let since = 0; since <= 6; since++) {
      const seen = (await feed(place, `since=${since}&include=data`)).changes;
      expect(seen.map(({ sequence, id }) => `${sequence} ${id}`)).toEqual(
        ['2 b', '4 b', '5 c', '6 a'].filter((text) => Number.parseInt(text, 10) > since),
      );
    }
    const { changes } = await feed(place, 'since=5&include=data');
    expect(changes).toEqual([
      { sequence: 6, id: 'a', revision: 3, etag: null, operation: 'purge', at: expect.any(String) },
    ]);
  });

  it('is read page by page over the gaps, and then waited with: 304 until there is more', async () => {
    const { client } = bench;
    const place = await bench.collection();
    for (const id of ['a', 'b', 'c', 'd']) await create(client, place.document(id));
    for (const id of ['b', 'c']) await purge(place.document(id));
    const seen: number[] = [];
    let [since, more, etag] = [0, true, ''];
    while (more) {
      const answer = await client.get(`${place.uri}/changes?since=${since}&limit=1`);
      const page = answer.json<Feed>();
      seen.push(...page.changes.map(({ sequence }) => sequence));
      ({ last: since, more } = page);
      ({ etag } = answer);
    }
    expect(seen).toEqual([1, 4, 5, 6]);
    const uri = `${place.uri}/changes?since=${since}&limit=1`;
    expect((await client.get(uri, { 'If-None-Match': etag })).status).toBe(304);
    await create(client, place.document('e'));
    expect((await client.get(uri, { 'If-None-Match': etag })).status).toBe(200);
  });
});

const HIDDEN = 'Grace-Hopper-1906';
const hidden = (n: number, length = 0) => secret(n, length).replace(SECRET, HIDDEN);

describe('what a purge leaves on the disk', () => {
  it('is nothing of the document: not in the database, not in its log', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('ada');
    // Among others, and often enough that pages were split, freed and filled again.
    for (let n = 0; n < 30; n++)
      await create(client, place.document(`o${n}`), JSON.stringify({ n, name: 'x'.repeat(n * 40) }));
    await create(client, uri, hidden(0));
    for (let n = 1; n < 20; n++) await replace(client, uri, hidden(n, n * 400));
    await client.put(uri, hidden(20), { 'If-Match': '*', 'Idempotency-Key': HIDDEN });
    const scan = `${uri}/attachments/${HIDDEN}`;
    for (let n = 0; n < 3; n++) {
      const body = Buffer.concat([Buffer.alloc(n * 300_000), Buffer.from(`${HIDDEN} ${n}`)]);
      const sent = await client.send('PUT', scan, {
        body,
        headers: n === 0 ? { 'If-None-Match': '*' } : { 'If-Match': '*' },
      });
      expect(sent.status).toBe(n === 0 ? 201 : 204);
    }
    await client.delete(uri, { 'If-Match': '*' });
    expect(filesWith(HIDDEN)).not.toEqual([]);
    expect(told(await client.delete(`${uri}?purge=true`))).toBe('204');
    expect(filesWith(HIDDEN)).toEqual([]);
  });
});
