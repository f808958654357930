import { told } from '../http/support.js';
import { Wire } from '../http/wire.js';
import { bearing, type Guarded, remembering, secretIn, useGuarded } from './support.js';

const bench: Guarded = useGuarded({ CORS_ORIGINS: 'https://app.example' });

const BOOKS = '/v1/collections/books';
const EMMA = `${BOOKS}/documents/emma`;
const NEW = { 'If-None-Match': '*' };

let owner: { Authorization: string };

beforeAll(async () => {
  owner = await bench.bearer('owner', 'admin:*');
  await bench.client.put(BOOKS, '{}', { ...owner, ...NEW });
  await bench.client.put(EMMA, '{"title":"Emma"}', { ...owner, ...NEW });
  await bench.client.put('/v1/collections/films', '{}', { ...owner, ...NEW });
});

/** Asks until the answer has `status`: what was revoked is refused within a second, on a busy machine a little later. */
async function until(status: number, credential: { Authorization: string }): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const answer = await bench.client.get(EMMA, credential);
    if (answer.status === status) return;
    if (performance.now() > deadline) throw new Error(`still ${answer.status}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a credential', () => {
  it.each([
    ['Bearer', (secret: string) => `Bearer ${secret}`, '200'],
    ['bearer in lower case', (secret: string) => `bearer ${secret}`, '200'],
    ['Basic with any name', (secret: string) => remembering(secret).Authorization, '200'],
    ['Bearer without a token', () => 'Bearer', '401 unauthenticated'],
    ['Bearer with two words', (secret: string) => `Bearer ${secret} ${secret}`, '401 unauthenticated'],
    ['the token alone', (secret: string) => secret, '401 unauthenticated'],
    ['another scheme', (secret: string) => `Digest ${secret}`, '401 unauthenticated'],
    ['Basic without a colon', () => `Basic ${Buffer.from('me').toString('base64')}`, '401 unauthenticated'],
    ['Basic that is no base 64', () => 'Basic §', '401 unauthenticated'],
    [
      'a token with one other character',
      (secret: string) => `Bearer ${otherEnd(secret)}`,
      '401 unauthenticated',
    ],
    ['a token that is too short', (secret: string) => `Bearer ${secret.slice(0, -1)}`, '401 unauthenticated'],
    ['nothing', () => '', '401 unauthenticated'],
  ])('API2: %s', async (_, field, status) => {
    const answer = await bench.client.get(EMMA, { Authorization: field(secretIn(owner)) });
    expect(told(answer)).toBe(status);
    // Browsers ask for a name and password then, programs know what to send.
    const asks = /^Bearer realm="etagere".*, Basic realm="etagere"/.test(
      answer.headers['www-authenticate'] ?? '',
    );
    expect(asks).toBe(status !== '200');
  });

  it('API2: on two lines is none, even if both are the same: 401', async () => {
    const wire = await Wire.open(bench.url);
    const line = `Authorization: ${owner.Authorization}`;
    await wire.write(`GET ${EMMA} HTTP/1.1\r\nHost: x\r\n${line}\r\n${line}\r\n\r\n`);
    expect((await wire.answer()).status).toBe(401);
    wire.close();
  });

  it('API2: that has expired is refused: 401, and it says so', async () => {
    const expired = await bench.bearer('expired', 'read:*', Date.now() - 1);
    const answer = await bench.client.get(EMMA, expired);
    expect([answer.status, answer.json()['detail']]).toEqual([401, expect.stringContaining('expired')]);
  });

  it('that is revoked while it is in use is refused within about a second: 200, then 401', async () => {
    const guest = await bench.bearer('guest', 'read:books');
    await until(200, guest);
    await bench.revoke('guest');
    await until(401, guest);
    // The name may be given to a new token; the old one stays refused.
    const again = await bench.bearer('guest', 'read:books');
    expect((await bench.client.get(EMMA, again)).status).toBe(200);
    expect((await bench.client.get(EMMA, guest)).status).toBe(401);
  });

  it('of a preflight is not asked for, and a refusal can be read across origins: 204, 401 with the CORS fields', async () => {
    const Origin = 'https://app.example';
    const asking = {
      Origin,
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'authorization',
    };
    const preflight = await bench.client.send('OPTIONS', EMMA, { headers: asking });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toContain('Authorization');
    const refused = await bench.client.get(EMMA, { Origin });
    expect([refused.status, refused.headers['access-control-allow-origin']]).toEqual([401, Origin]);
  });
});

function otherEnd(secret: string): string {
  return secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A');
}

describe('F46: a cache between', () => {
  const forOne = 'private, max-age=0, must-revalidate';
  it.each([
    ['a document', EMMA, {}, forOne],
    ['its 304', EMMA, { 'If-None-Match': '*' }, forOne],
    ['a list', `${BOOKS}/documents`, {}, forOne],
    ['the collections', '/v1/collections', {}, forOne],
    ['a page', EMMA, { Accept: 'text/html' }, forOne],
    ['a numbered revision', `${EMMA}/revisions/1`, {}, 'private, max-age=31536000, immutable'],
    ['what everybody may read', '/problems/forbidden', {}, 'max-age=0, must-revalidate'],
  ])('keeps %s for its reader only', async (_, path, fields, caching) => {
    const { headers } = await bench.client.get(path, { ...owner, ...fields });
    const varies = caching.startsWith('private')
      ? 'Accept, Accept-Encoding, Authorization, Origin'
      : 'Accept, Accept-Encoding, Origin';
    expect([headers['cache-control'], headers.vary]).toEqual([caching, varies]);
  });
});

describe('the list of collections', () => {
  it('shows those that one may read, and its tag is of those: unchanged by what happens in others', async () => {
    const reader = await bench.bearer('list-reader', 'read:books');
    const first = await bench.client.get('/v1/collections', reader);
    const { items, total } = first.json<{ items: { name: string }[]; total: number }>();
    expect([items.map(({ name }) => name), total]).toEqual([['books'], 1]);
    await bench.client.post('/v1/collections/films/documents', '{}', owner);
    const unchanged = await bench.client.get('/v1/collections', { ...reader, 'If-None-Match': first.etag });
    expect(unchanged.status).toBe(304);
    expect((await bench.client.get('/v1/collections', owner)).etag).not.toBe(first.etag);
    const nobody = await bench.bearer('film-reader', 'read:nothing-yet');
    expect((await bench.client.get('/v1/collections', nobody)).json()).toMatchObject({ items: [], total: 0 });
  });
});

describe('what is written', () => {
  it('is signed with the name of the token, in history and in the page of it', async () => {
    const [ann, ben] = [await bench.bearer('ann', 'write:books'), await bench.bearer('ben', 'write:books')];
    const uri = `${BOOKS}/documents/signed`;
    const list = '{"type":"any"}';
    await bench.client.put(uri, list, { ...ann, ...NEW });
    await bench.client.patch(uri, '{"a":1}', { ...ben, 'If-Match': '*' });
    const { etag } = await bench.client.put(uri, '{"a":2}', { ...ann, 'If-Match': '*' });
    await bench.client.post(`${uri}/merge`, JSON.stringify({ base: etag, data: { a: 3 } }), ben);
    const operation = { method: 'DELETE', path: uri, ifMatch: '*' };
    await bench.client.post('/v1/batch', JSON.stringify({ operations: [operation] }), ann);
    const history = await bench.client.get(`${uri}/revisions`, owner);
    const { items } = history.json<{ items: { operation: string; author: string }[] }>();
    expect(items.map((item) => `${item.operation} ${item.author}`)).toEqual([
      'delete ann',
      'merge ben',
      'replace ann',
      'patch ben',
      'create ann',
    ]);
    const { text } = await bench.client.get(`${uri}/revisions`, { ...owner, Accept: 'text/html' });
    expect(text).toContain('<td class="any">ben</td>');
  });

  it('under the same Idempotency-Key by another is another request; by a new token of the same name it is not', async () => {
    const key = { 'Idempotency-Key': 'k1' };
    const [cara, dan] = [await bench.bearer('cara', 'write:books'), await bench.bearer('dan', 'write:books')];
    const post = (credential: { Authorization: string }) =>
      bench.client.post(`${BOOKS}/documents`, '{"by":"key"}', { ...credential, ...key });
    const first = await post(cara);
    const other = await post(dan);
    expect([first.status, other.status, other.headers['idempotency-replayed']]).toEqual([
      201,
      201,
      undefined,
    ]);
    expect(other.headers.location).not.toBe(first.headers.location);
    await bench.revoke('cara');
    const renewed = await post(await bench.bearer('cara', 'write:books'));
    expect([renewed.headers['idempotency-replayed'], renewed.headers.location]).toEqual([
      'true',
      first.headers.location,
    ]);
  });

  it('is not repeated to who may write no more: 403 instead of the earlier answer', async () => {
    const request = { 'Idempotency-Key': 'k2', Prefer: 'return=representation' };
    const body = JSON.stringify({
      operations: [{ method: 'POST', path: '/v1/collections/films/documents', body: { secret: 1 } }],
    });
    const eve = await bench.bearer('eve', 'write:books write:films');
    expect(told(await bench.client.post('/v1/batch', body, { ...eve, ...request }))).toBe('200');
    await bench.revoke('eve');
    const less = await bench.bearer('eve', 'write:books');
    const answer = await bench.client.post('/v1/batch', body, { ...less, ...request });
    expect([told(answer), answer.text.includes('secret')]).toEqual(['404 collection-not-found', false]);
  });
});

describe('a batch', () => {
  it('is authorised operation by operation: one that may not be done is told as if it came alone, and nothing is done', async () => {
    const fay = await bench.bearer('fay', 'write:books read:films');
    const operations = [
      { method: 'PUT', path: `${BOOKS}/documents/fay`, ifNoneMatch: '*', body: {} },
      { method: 'PUT', path: '/v1/collections/films/documents/fay', ifNoneMatch: '*', body: {} },
      { method: 'PUT', path: '/v1/collections/%73ecret/documents/fay', ifMatch: '*', body: {} },
    ];
    const answer = await bench.client.post('/v1/batch', JSON.stringify({ operations }), fay);
    expect(told(answer)).toBe('403 forbidden');
    const { results } = answer.json<{ results: { status: number; type: string }[] }>();
    expect(results.map(({ status, type }) => `${status} ${type}`)).toEqual([
      '424 /problems/failed-dependency',
      '403 /problems/forbidden',
      '404 /problems/collection-not-found',
    ]);
    expect((await bench.client.get(`${BOOKS}/documents/fay`, owner)).status).toBe(404);
  });
});

describe('a browser that remembers a token', () => {
  const CROSS = '403 cross-site-request';
  it.each([
    ['a program, which says nothing of where it comes from', {}, '204'],
    ['a page of the service', { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://x' }, '204'],
    ['the person, who typed it', { 'Sec-Fetch-Site': 'none' }, '204'],
    ['a page of another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }, CROSS],
    ['a page of a sister site', { 'Sec-Fetch-Site': 'same-site', Origin: 'https://evil.example' }, CROSS],
    ['a page of another site, in an older browser', { Origin: 'https://evil.example' }, CROSS],
    [
      'a page of the service, in an older browser',
      { Origin: 'http://own.example:80', Host: 'own.example' },
      '204',
    ],
    ['a page in a sandbox', { Origin: 'null' }, CROSS],
    [
      'a page of an origin that is allowed',
      { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://app.example' },
      '204',
    ],
  ])('lets %s write or not', async (_, fields, wanted) => {
    const basic = remembering(secretIn(owner));
    const write = (credential: object) =>
      bench.client.put(EMMA, '{"title":"Emma"}', { ...credential, ...fields, 'If-Match': '*' });
    expect(told(await write(basic))).toBe(wanted);
    // A script must have put a Bearer there, and a page of another site has none.
    expect(told(await write(bearing(secretIn(owner))))).toBe('204');
    expect(told(await bench.client.get(EMMA, { ...basic, ...fields }))).toBe('200');
  });
});
