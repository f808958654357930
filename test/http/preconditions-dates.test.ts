import { create, observe, replace, told, useService } from './support.js';

const bench = useService();

/** Waits for a fresh second, so that what follows at once lies in one second. */
async function freshSecond(): Promise<void> {
  const now = Date.now();
  const rest = 1000 - (now % 1000);
  if (rest < 900) await new Promise((resolve) => setTimeout(resolve, rest));
}

const after = (date: string, seconds: number) => new Date(Date.parse(date) + seconds * 1000).toUTCString();

/** A document, its tag, and its Last-Modified as the service tells it. */
async function dated(): Promise<{ uri: string; tag: string; date: string }> {
  const uri = (await bench.collection()).document('a');
  const tag = await create(bench.client, uri);
  const date = (await bench.client.get(uri)).headers['last-modified'] ?? '';
  return { uri, tag, date };
}

describe('9110 13.1.3 If-Modified-Since', () => {
  it('R36: not modified since: 304; modified since: 200', async () => {
    const { uri, date } = await dated();
    for (const [seconds, status] of [
      [-1, '200'],
      [0, '304'],
      [1, '304'],
      [86_400, '304'],
    ] as const) {
      for (const method of ['GET', 'HEAD']) {
        const headers = { 'If-Modified-Since': after(date, seconds) };
        expect([seconds, told(await bench.client.send(method, uri, { headers }))]).toEqual([seconds, status]);
      }
    }
  });

  it('R39: two changes in one second: that second proves nothing: 200, the next one does: 304', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    await freshSecond();
    const tags = [await create(client, uri), await replace(client, uri)];
    const { headers } = await client.get(uri);
    const date = headers['last-modified'] ?? '';
    const seconds = tags.map((tag) => Math.floor(Number.parseInt(tag.slice(3, -1), 36) / 1000));
    expect(seconds[0]).toBe(seconds[1]);
    expect(told(await client.get(uri, { 'If-Modified-Since': date }))).toBe('200');
    expect(told(await client.get(uri, { 'If-Modified-Since': after(date, 1) }))).toBe('304');
  });

  it('R39: changes in two seconds: the later second is exact: 304', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    await create(client, uri);
    await new Promise((resolve) => setTimeout(resolve, 1005));
    await replace(client, uri);
    const date = (await client.get(uri)).headers['last-modified'] ?? '';
    expect(told(await client.get(uri, { 'If-Modified-Since': date }))).toBe('304');
  });

  it('R35: ignored with If-None-Match, readable or not: 200', async () => {
    const { uri, date } = await dated();
    for (const value of ['"other"', 'unquoted', '']) {
      const headers = { 'If-None-Match': value, 'If-Modified-Since': after(date, 60) };
      expect([value, told(await bench.client.get(uri, headers))]).toEqual([value, '200']);
    }
  });

  it('R35: ignored when it is no date, or more than one: 200', async () => {
    const { uri, date } = await dated();
    const future = after(date, 60);
    const iso = new Date(Date.parse(future)).toISOString();
    for (const value of ['', 'tomorrow', iso, `${future}, ${future}`, [future, future], future.toLowerCase()])
      expect([value, told(await bench.client.get(uri, { 'If-Modified-Since': value }))]).toEqual([
        value,
        '200',
      ]);
  });

  it('R34: the three forms of a date are understood: 304', async () => {
    const { uri } = await dated();
    for (const value of [
      'Sun, 06 Nov 2044 08:49:37 GMT',
      'Sunday, 06-Nov-44 08:49:37 GMT',
      'Sun Nov  6 08:49:37 2044',
    ])
      expect([value, told(await bench.client.get(uri, { 'If-Modified-Since': value }))]).toEqual([
        value,
        '304',
      ]);
  });

  it('R35: no date makes a list 304, it has none: 200', async () => {
    const place = await bench.collection();
    await create(bench.client, place.document('a'));
    const headers = { 'If-Modified-Since': 'Sun, 06 Nov 2044 08:49:37 GMT' };
    for (const uri of [place.list, '/v1/collections']) {
      const answer = await bench.client.get(uri, headers);
      expect([uri, told(answer), answer.headers['last-modified']]).toEqual([uri, '200', undefined]);
    }
    expect(told(await bench.client.get(place.uri, headers))).toBe('304');
  });

  it('R35: it guards no write: 428', async () => {
    const { uri, date } = await dated();
    const headers = { 'If-Modified-Since': after(date, -60) };
    expect(told(await bench.client.put(uri, '{}', headers))).toBe('428 precondition-required');
  });
});

describe('9110 13.1.4 If-Unmodified-Since', () => {
  it('R38: on GET and HEAD: modified later: 412, equal or earlier: 200', async () => {
    const { uri, date } = await dated();
    for (const [seconds, status] of [
      [-1, 412],
      [0, 200],
      [1, 200],
    ] as const) {
      for (const method of ['GET', 'HEAD']) {
        const headers = { 'If-Unmodified-Since': after(date, seconds) };
        const answer = await bench.client.send(method, uri, { headers });
        expect([method, seconds, answer.status]).toEqual([method, seconds, status]);
      }
    }
    const { field } = (await bench.client.get(uri, { 'If-Unmodified-Since': after(date, -1) })).json();
    expect(field).toBe('If-Unmodified-Since');
  });

  it('R44: false wins over what would be 304: 412', async () => {
    const { uri, tag, date } = await dated();
    const headers = { 'If-Unmodified-Since': after(date, -1), 'If-None-Match': tag };
    expect(told(await bench.client.get(uri, headers))).toBe('412 precondition-failed');
  });

  it('R37: ignored with If-Match, or when it is no date: 200', async () => {
    const { uri, tag, date } = await dated();
    const past = after(date, -1);
    const get = async (headers: Record<string, string | string[]>) =>
      told(await bench.client.get(uri, headers));
    expect(await get({ 'If-Match': tag, 'If-Unmodified-Since': past })).toBe('200');
    expect(await get({ 'If-Unmodified-Since': 'yesterday' })).toBe('200');
    expect(await get({ 'If-Unmodified-Since': [past, past] })).toBe('200');
    expect(await get({ 'If-Unmodified-Since': `${past}, ${past}` })).toBe('200');
  });

  it('R39: alone it guards no write, true or false: 428, nothing changed', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    await create(client, uri);
    const before = await observe(client, uri, place.list, place.uri);
    for (const value of ['Sun, 06 Nov 2044 08:49:37 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT', 'never']) {
      const headers = { 'If-Unmodified-Since': value };
      for (const target of [uri, place.uri]) {
        const answers = [
          await client.put(target, '{}', headers),
          await client.patch(target, '{}', headers),
          await client.delete(target, headers),
        ];
        expect(answers.map(told)).toEqual(answers.map(() => '428 precondition-required'));
      }
    }
    expect(await observe(client, uri, place.list, place.uri)).toEqual(before);
  });

  it('R38: where preconditions are optional, a false date refuses the write: 412, a true one lets it pass', async () => {
    const { client } = bench;
    const uri = (await bench.collection('{"preconditions":"optional"}')).document('a');
    await create(client, uri);
    const put = (value: string) => client.put(uri, '{"n":2}', { 'If-Unmodified-Since': value });
    expect(told(await put('Thu, 01 Jan 1970 00:00:00 GMT'))).toBe('412 precondition-failed');
    expect((await client.get(uri)).text).toBe('{"n":1}');
    expect(told(await put('Sun, 06 Nov 2044 08:49:37 GMT'))).toBe('204');
  });
});
