import { create, fieldsOf, type Place, remove, replace, told, useService } from './support.js';

const bench = useService({ CORS_ORIGINS: 'https://app.example' });

/** A collection with the documents a, with some revisions, and b. */
async function filled(): Promise<Place> {
  const place = await bench.collection();
  await create(bench.client, place.document('a'), JSON.stringify({ text: 'many words '.repeat(150) }));
  await replace(bench.client, place.document('a'), JSON.stringify({ text: 'other words '.repeat(150) }));
  await create(bench.client, place.document('b'));
  return place;
}

/** What changes, each by its URI. */
function mutable({ uri, list, document }: Place): readonly string[] {
  const page = `${list}?limit=1`;
  return [
    '/v1/collections',
    uri,
    list,
    page,
    `${list}?filter[n]=1`,
    document('a'),
    `${document('a')}/revisions`,
  ];
}

describe('9110 12.5.5 Vary', () => {
  it('R72: names every field that chose the representation, and is the same on 200, 304 and HEAD', async () => {
    const { client } = bench;
    const place = await filled();
    const counts: (readonly [uri: string, shapes: number])[] = [];
    for (const uri of [...mutable(place), `${place.document('a')}/revisions/1`]) {
      const shapes = new Map<string, string>();
      for (const headers of [
        {},
        { Accept: 'text/html' },
        { 'Accept-Encoding': 'gzip' },
        { Origin: 'https://app.example' },
        { Origin: 'https://other.example' },
      ]) {
        const full = await client.get(uri, headers);
        const answers = [
          full,
          await client.head(uri, headers),
          await client.get(uri, { ...headers, 'If-None-Match': full.headers.etag ?? '*' }),
        ];
        // Not every resource is a page too.
        const wanted = full.status === 406 ? 406 : 200;
        expect(answers.map(({ status }) => status)).toEqual([wanted, wanted, wanted === 200 ? 304 : 406]);
        if (wanted === 406) continue;
        for (const answer of answers) {
          const { vary = '' } = answer.headers;
          expect([uri, new Set(vary.split(', '))]).toEqual([
            uri,
            new Set(['Accept', 'Accept-Encoding', 'Origin']),
          ]);
        }
        shapes.set(JSON.stringify(headers), fieldsOf(full).join('\n'));
      }
      // They do choose: a list or document looks different to each of the first four.
      const chosen = uri.startsWith(place.list) && !uri.includes('revisions');
      if (chosen) counts.push([uri, new Set(shapes.values()).size]);
    }
    expect(counts).toEqual(counts.map(([uri]) => [uri, 4]));
    expect(counts).toHaveLength(4);
  });
});

describe('9111 5.2.2 Cache-Control', () => {
  it('R75: what can change may be stored but is asked about each time; never no-store, on 200, 304 and HEAD', async () => {
    const { client } = bench;
    const place = await filled();
    for (const uri of mutable(place)) {
      for (const accept of ['application/json', 'text/html']) {
        const answers = [
          await client.get(uri, { Accept: accept }),
          await client.head(uri, { Accept: accept }),
          await client.get(uri, { Accept: accept, 'If-None-Match': '*' }),
        ];
        // Not every resource is a page too.
        if (accept === 'text/html' && answers[0]?.status === 406) continue;
        expect([uri, ...answers.map(({ status }) => status)]).toEqual([uri, 200, 200, 304]);
        for (const { headers } of answers)
          expect([uri, headers['cache-control']]).toEqual([uri, 'max-age=0, must-revalidate']);
      }
    }
  });

  it('R75: a numbered revision is immutable for a year, also while its document goes: 200, 304', async () => {
    const { client } = bench;
    const place = await filled();
    const uri = `${place.document('a')}/revisions/1`;
    const first = await client.get(uri);
    await remove(client, place.document('a'));
    const answers = [first, await client.get(uri), await client.get(uri, { 'If-None-Match': first.etag })];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 304]);
    for (const { headers } of answers) expect(headers['cache-control']).toBe('max-age=31536000, immutable');
    expect(answers[1]?.text).toBe(first.text);
  });

  it('R52, R75: no refusal may be stored: 400, 404, 405, 406, 409, 410, 412, 415, 422, 428', async () => {
    const { client } = bench;
    const place = await filled();
    const uri = place.document('a');
    await remove(client, place.document('b'));
    const any = { 'If-Match': '*' };
    const answers = [
      await client.get(uri, { 'If-Match': 'x' }),
      await client.get(place.document('c')),
      await client.post(uri, '{}'),
      await client.get(uri, { Accept: 'image/png' }),
      await client.delete(place.uri, any),
      await client.get(place.document('b')),
      await client.get(uri, { 'If-Match': '"x"' }),
      await client.put(uri, '{}', { ...any, 'Content-Type': 'text/plain' }),
      await client.put(uri, '[]', any),
      await client.put(uri, '{}'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 405, 406, 409, 410, 412, 415, 422, 428]);
    for (const { status, headers } of answers)
      expect([status, headers['cache-control']]).toEqual([status, 'no-store']);
  });

  it('R77: nobody is invited to serve what is outdated, and whoever does anyway loses nothing: 412', async () => {
    const { client } = bench;
    const place = await filled();
    const uri = place.document('b');
    const cached = await client.get(uri);
    await replace(client, uri, '{"n":2}');
    for (const target of [...mutable(place), `${uri}/revisions/1`]) {
      const { headers } = await client.get(target);
      expect(headers['cache-control']).not.toMatch(/stale-/);
      expect(headers).not.toHaveProperty('expires');
    }
    // The client still holds the old answer, from a cache that served it all the same.
    const write = await client.put(uri, '{"n":3}', { 'If-Match': cached.etag });
    expect(told(write)).toBe('412 precondition-failed');
    expect((await client.get(uri)).text).toBe('{"n":2}');
  });
});
