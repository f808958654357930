import { create, fieldsOf, remove, replace, told, useService } from './support.js';

const bench = useService();

/** The names of an answer's fields, Date left out. */
function namesOf(answer: Parameters<typeof fieldsOf>[0]): readonly string[] {
  return fieldsOf(answer).map((field) => field.slice(0, field.indexOf(':')));
}

describe('9110 9.3.1 GET of a document', () => {
  it('R3: the answer carries the tag, the date, how to cache it and what chose it: 200', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const tag = await create(client, uri, '{"n":1}');
    const answer = await client.get(uri);
    expect(told(answer)).toBe('200');
    expect(answer.text).toBe('{"n":1}');
    expect(answer.headers).toMatchObject({
      etag: tag,
      'content-type': 'application/json',
      'content-length': '7',
      'cache-control': 'max-age=0, must-revalidate',
      vary: 'Accept, Accept-Encoding',
      'x-content-type-options': 'nosniff',
    });
  });

  it('R1: a tag is strong and quoted, and holds the revision and the time of its commit', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const before = Date.now();
    const [, revision, time] = /^"(\d+)\.([0-9a-z]+)"$/.exec(await create(client, uri)) ?? [];
    expect(revision).toBe('1');
    expect(Number.parseInt(time ?? '', 36)).toBeGreaterThanOrEqual(before);
    expect(Number.parseInt(time ?? '', 36)).toBeLessThanOrEqual(Date.now());
    expect(await replace(client, uri)).toMatch(/^"2\./);
  });

  it('R34: Last-Modified is an IMF-fixdate of the commit, never later than Date', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const before = Math.floor(Date.now() / 1000) * 1000;
    await create(client, uri);
    const { headers } = await client.get(uri);
    const modified = headers['last-modified'] ?? '';
    expect(new Date(modified).toUTCString()).toBe(modified);
    expect(Date.parse(modified)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(modified)).toBeLessThanOrEqual(Date.parse(headers.date ?? ''));
  });

  it('R33: never existed: 404, with or without preconditions', async () => {
    const uri = (await bench.collection()).document('a');
    expect(told(await bench.client.get(uri))).toBe('404 document-not-found');
    for (const value of ['*', '"1.k3"'])
      expect(told(await bench.client.get(uri, { 'If-None-Match': value }))).toBe('404 document-not-found');
  });

  it('R55: deleted: 410 with deletedAt and the revision that the delete took', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    await create(client, uri);
    await remove(client, uri);
    const answer = await client.get(uri);
    expect(told(answer)).toBe('410 gone');
    const { deletedAt, revision } = answer.json<{ deletedAt: string; revision: number }>();
    expect(revision).toBe(2);
    expect(new Date(deletedAt).toISOString()).toBe(deletedAt);
    expect(answer.headers.etag).toBeUndefined();
  });

  it('R55: 404 says whether the document or its collection is missing', async () => {
    expect(told(await bench.client.get(bench.place().document('a')))).toBe('404 collection-not-found');
    expect(told(await bench.client.get((await bench.collection()).document('a')))).toBe(
      '404 document-not-found',
    );
  });

  it('R74: nothing acceptable: 406 that lists what exists', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    await create(client, uri);
    for (const accept of ['image/png', 'application/json;q=0', 'text/plain, image/*;q=0.5']) {
      const answer = await client.get(uri, { Accept: accept });
      expect(told(answer)).toBe('406 not-acceptable');
      expect(answer.json()['available']).toContain('application/json');
    }
    for (const accept of ['*/*', 'application/*', 'image/png, application/json;q=0.1'])
      expect(told(await client.get(uri, { Accept: accept }))).toBe('200');
  });

  it('R14: a percent-encoded id is the same document', async () => {
    const place = await bench.collection();
    const tag = await create(bench.client, place.document('a~b'));
    expect((await bench.client.get(place.document('%61%7Eb'))).etag).toBe(tag);
  });
});

describe('9110 9.3.2 HEAD', () => {
  interface Case {
    readonly status: number;
    readonly of: string;
    readonly headers: Readonly<Record<string, string>>;
  }

  it('R57: HEAD equals GET in every field, without content: 200, 304, 404, 406, 410, 412, 400', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const [live, gone] = [place.document('live'), place.document('gone')];
    const tag = await create(client, live, '{"text":"żółw"}');
    await create(client, gone);
    await remove(client, gone);
    const targets = [live, place.uri, place.list, '/v1/collections'];
    const cases: Case[] = [
      ...targets.map((of) => ({ status: 200, of, headers: {} })),
      ...targets.map((of) => ({ status: 304, of, headers: { 'If-None-Match': '*' } })),
      ...targets.map((of) => ({ status: 412, of, headers: { 'If-Match': '"old"' } })),
      ...targets.map((of) => ({ status: 400, of, headers: { 'If-Match': 'old' } })),
      ...targets.map((of) => ({ status: 406, of, headers: { Accept: 'image/png' } })),
      { status: 200, of: live, headers: { 'If-Match': tag } },
      { status: 404, of: place.document('never'), headers: {} },
      { status: 404, of: bench.place().list, headers: {} },
      { status: 404, of: '/v1/nothing', headers: {} },
      { status: 400, of: `${place.list}?limit=0`, headers: {} },
      { status: 400, of: place.document('a%20b'), headers: {} },
      { status: 410, of: gone, headers: {} },
      { status: 200, of: '/problems/gone', headers: {} },
      { status: 200, of: '/problems/gone', headers: { Accept: 'text/html' } },
    ];
    for (const { status, of, headers } of cases) {
      const [get, head] = await Promise.all([client.get(of, headers), client.head(of, headers)]);
      expect([of, get.status, head.status]).toEqual([of, status, status]);
      expect([of, ...fieldsOf(head)]).toEqual([of, ...fieldsOf(get)]);
      expect(head.bytes).toHaveLength(0);
    }
  });

  it('R57: HEAD tells the length in bytes, not in characters', async () => {
    const uri = (await bench.collection()).document('a');
    await create(bench.client, uri, '{"text":"żółw 🐢"}');
    const { headers } = await bench.client.head(uri);
    expect(headers['content-length']).toBe(String(Buffer.byteLength('{"text":"żółw 🐢"}')));
  });
});

describe('9110 15.4.5 304', () => {
  const KEPT = [
    'cache-control',
    'connection',
    'cross-origin-resource-policy',
    'etag',
    'keep-alive',
    'vary',
    'x-content-type-options',
  ];

  it('R47 R48: 304 carries what updates a stored answer, and nothing else', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await create(client, place.document('a'));
    for (const uri of [place.document('a'), place.uri, place.list, '/v1/collections']) {
      const answer = await client.get(uri, { 'If-None-Match': '*' });
      expect([uri, told(answer), answer.bytes.length]).toEqual([uri, '304', 0]);
      expect(namesOf(answer)).toEqual(KEPT);
      expect(answer.headers.date).toBeDefined();
    }
  });

  it('R49: its ETag, Vary and Cache-Control are those of the 200', async () => {
    const { client } = bench;
    const place = await bench.collection();
    await create(client, place.document('a'));
    for (const uri of [place.document('a'), place.uri, place.list, '/v1/collections']) {
      const full = await client.get(uri);
      const short = await client.get(uri, { 'If-None-Match': full.etag });
      expect(told(short)).toBe('304');
      for (const name of ['etag', 'vary', 'cache-control'])
        expect([uri, name, short.headers[name]]).toEqual([uri, name, full.headers[name]]);
    }
  });

  it('R47: 304 by date carries the same fields', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    await create(client, uri);
    const later = new Date(Date.now() + 5000).toUTCString();
    const answer = await client.get(uri, { 'If-Modified-Since': later });
    expect(told(answer)).toBe('304');
    expect(namesOf(answer)).toEqual(KEPT);
  });
});
