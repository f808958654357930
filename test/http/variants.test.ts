import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type Answer, Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';

const LIST = '/v1/collections/shapes/documents';
const LONG = JSON.stringify({
  text: 'many words '.repeat(200),
  evil: '<script>alert(1)</script>',
  sum: '=1+1',
});

/** The content before its coding. */
function plain(answer: Answer): string {
  const coding = answer.headers['content-encoding'];
  if (coding === 'gzip') return gunzipSync(answer.bytes).toString();
  return coding === 'br' ? brotliDecompressSync(answer.bytes).toString() : answer.text;
}

describe('9110 8.8.3.3 representations and their tags', () => {
  let service: TestService;
  let client: Client;

  beforeAll(async () => {
    service = await startService();
    client = new Client(service.url);
    await client.makeCollection('shapes');
    await client.put(`${LIST}/long`, LONG, { 'If-None-Match': '*' });
    await client.put(`${LIST}/short`, '{"a":1}', { 'If-None-Match': '*' });
  });

  afterAll(async () => {
    client.close();
    await service.stop();
  });

  it.each([
    ['/long', { 'Accept-Encoding': 'gzip' }, '-gzip'],
    ['/long', { 'Accept-Encoding': 'gzip, br' }, '-br'],
    ['/long', { Accept: 'text/html' }, '-html1'],
    ['/long', { Accept: 'text/html', 'Accept-Encoding': 'gzip' }, '-html1-gzip'],
    ['/short', { 'Accept-Encoding': 'gzip' }, ''],
    ['', { Accept: 'application/x-ndjson' }, '-ndjson1'],
    ['', { Accept: 'text/csv' }, '-csv1'],
    ['', { Accept: 'text/html', 'Accept-Encoding': 'br' }, '-html1-br'],
    ['', { 'Accept-Encoding': 'gzip' }, '-gzip'],
  ])(
    'R5, R73: GET %s with %j has a tag ending in "%s", is revalidated by it, and HEAD agrees',
    async (path, headers, suffix) => {
      const answer = await client.get(`${LIST}${path}`, headers);
      expect(answer.status).toBe(200);
      expect(answer.etag).toMatch(new RegExp(`[0-9a-z]${suffix}"$`));
      expect(answer.headers.vary).toBe('Accept, Accept-Encoding');
      const again = await client.get(`${LIST}${path}`, { ...headers, 'If-None-Match': answer.etag });
      expect([again.status, again.etag, again.bytes.length]).toEqual([304, answer.etag, 0]);
      expect((await client.get(`${LIST}${path}`, { 'If-None-Match': answer.etag })).status).toBe(
        suffix === '' ? 304 : 200,
      );
      const head = await client.head(`${LIST}${path}`, headers);
      expect([head.etag, head.headers['content-type'], head.headers['content-encoding']]).toEqual([
        answer.etag,
        answer.headers['content-type'],
        answer.headers['content-encoding'],
      ]);
    },
  );

  it('R5: the same tag means the same bytes, other bytes mean another tag, over all variants', async () => {
    const bytesOfTag = new Map<string, string>();
    for (const accept of ['application/json', 'text/html']) {
      for (const coding of ['identity', 'gzip', 'br', 'br;q=0.5, gzip']) {
        const answer = await client.get(`${LIST}/long`, { Accept: accept, 'Accept-Encoding': coding });
        const known = bytesOfTag.get(answer.etag);
        expect(known ?? answer.bytes.toString('hex')).toBe(answer.bytes.toString('hex'));
        bytesOfTag.set(answer.etag, answer.bytes.toString('hex'));
        expect(accept === 'application/json' ? plain(answer) : LONG).toBe(LONG);
      }
    }
    expect(new Set(bytesOfTag.values()).size).toBe(bytesOfTag.size);
    expect(bytesOfTag.size).toBe(6);
  });

  it('R26: the tag of any variant of the current revision guards a write, and of no older one', async () => {
    const { etag: html } = await client.get(`${LIST}/short`, {
      Accept: 'text/html',
      'Accept-Encoding': 'br',
    });
    const written = await client.put(`${LIST}/short`, '{"a":2}', { 'If-Match': html });
    expect(written.status).toBe(204);
    expect((await client.put(`${LIST}/short`, '{"a":3}', { 'If-Match': html })).status).toBe(412);
  });

  it('pages escape what documents hold and forbid every script', async () => {
    for (const path of ['', '/long']) {
      const page = await client.get(`${LIST}${path}`, { Accept: 'text/html' });
      expect(page.text).not.toContain('<script');
      expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    }
  });

  it('CSV keeps formulas from running, NDJSON is one item a line', async () => {
    const csv = await client.get(`${LIST}?fields=sum`, { Accept: 'text/csv' });
    expect(csv.text.split('\r\n')[0]).toBe('id,revision,etag,createdAt,updatedAt,sum');
    expect(csv.text).toContain("'=1+1");
    const lines = (await client.get(LIST, { Accept: 'application/x-ndjson' })).text.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['long', 'short']);
  });

  it('R74: what cannot be had is 406 with the list of what exists', async () => {
    const answer = await client.get(LIST, { Accept: 'image/png' });
    expect(answer.json()).toMatchObject({ status: 406, available: expect.arrayContaining(['text/csv']) });
    expect((await client.get(`${LIST}/short`, { 'Accept-Encoding': 'identity;q=0' })).status).toBe(406);
  });
});
