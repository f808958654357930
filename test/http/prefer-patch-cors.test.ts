import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';

const LIST = '/v1/collections/wishes/documents';
const JSON_PATCH = { 'Content-Type': 'application/json-patch+json', 'If-Match': '*' };

describe('7240 Prefer, 6902 JSON Patch, CORS', () => {
  let service: TestService;
  let client: Client;

  beforeAll(async () => {
    service = await startService({ CORS_ORIGINS: 'https://app.example' });
    client = new Client(service.url);
    await client.makeCollection('wishes');
  });

  afterAll(async () => {
    client.close();
    await service.stop();
  });

  it('R71: return=representation makes PUT answer with the document: 201, then 200', async () => {
    const prefer = { Prefer: 'return=representation' };
    const created = await client.put(`${LIST}/a`, '{"n":1}', { 'If-None-Match': '*', ...prefer });
    expect([created.status, created.text, created.headers['preference-applied']]).toEqual([
      201,
      '{"n":1}',
      'return=representation',
    ]);
    const changed = await client.put(`${LIST}/a`, '{"n":2}', { 'If-Match': created.etag, ...prefer });
    expect([changed.status, changed.text, changed.headers['content-location']]).toEqual([
      200,
      '{"n":2}',
      `${LIST}/a`,
    ]);
  });

  it('R71: return=minimal leaves the document out of PATCH and POST', async () => {
    const prefer = { Prefer: 'foo, return=minimal; x=1' };
    const patched = await client.patch(`${LIST}/a`, '{"m":1}', { 'If-Match': '*', ...prefer });
    expect([patched.status, patched.text, patched.headers['preference-applied']]).toEqual([
      204,
      '',
      'return=minimal',
    ]);
    const posted = await client.post(LIST, '{}', prefer);
    expect([posted.status, posted.text]).toEqual([201, '']);
  });

  it('R71: both at once is neither', async () => {
    const answer = await client.patch(`${LIST}/a`, '{"m":2}', {
      'If-Match': '*',
      Prefer: 'return=minimal, return=representation',
    });
    expect([answer.status, answer.headers['preference-applied']]).toEqual([200, undefined]);
  });

  it('R51, R71: a 412 shows current data, base and conflicts to who asks for them', async () => {
    const base = await client.put(`${LIST}/merge`, '{"mine":1,"theirs":1,"deep":{"x":1,"y":1}}', {
      'If-None-Match': '*',
    });
    await client.put(`${LIST}/merge`, '{"mine":1,"theirs":2,"deep":{"x":1,"y":2}}', {
      'If-Match': base.etag,
    });
    const refused = await client.put(`${LIST}/merge`, '{}', {
      'If-Match': base.etag,
      Prefer: 'return=representation',
    });
    expect(refused.status).toBe(412);
    expect(refused.json()).toMatchObject({
      current: { revision: 2, data: { theirs: 2 } },
      base: { theirs: 1 },
      conflicts: ['/theirs', '/deep/y'],
    });
    expect((await client.put(`${LIST}/merge`, '{}', { 'If-Match': base.etag })).json()).not.toHaveProperty(
      'base',
    );
  });

  it.each([
    [
      '[{"op":"add","path":"/list/-","value":3},{"op":"move","from":"/x","path":"/y"}]',
      200,
      '{"list":[1,2,3],"y":1}',
    ],
    ['[{"op":"test","path":"/x","value":2}]', 409, undefined],
    ['[{"op":"remove","path":"/nothing"}]', 409, undefined],
    ['[{"op":"remove","path":"/list/-"}]', 409, undefined],
    ['[{"op":"add","path":"/y","value":1},{"op":"remove","path":"/toString"}]', 409, undefined],
    ['[{"op":"replace","path":"","value":[]}]', 422, undefined],
    ['[{"op":"move","from":"/list","path":"/list/0"}]', 422, undefined],
    ['[{"op":"fly","path":"/x"}]', 400, undefined],
    ['{"op":"add"}', 400, undefined],
    ['[]', 200, '{"x":1,"list":[1,2]}'],
  ])('R68: %s gives %d', async (patch, status, text) => {
    const before = '{"x":1,"list":[1,2]}';
    await client.put(`${LIST}/p`, before, { 'If-Match': '*' });
    if ((await client.head(`${LIST}/p`)).status !== 200)
      await client.put(`${LIST}/p`, before, { 'If-None-Match': '*' });
    const answer = await client.send('PATCH', `${LIST}/p`, { headers: JSON_PATCH, body: patch });
    expect([answer.status, (await client.get(`${LIST}/p`)).text]).toEqual([status, text ?? before]);
  });

  it.each([
    ['GET', `${LIST}/a`, 200, {}],
    ['GET', `${LIST}/a`, 304, { 'If-None-Match': '*' }],
    ['HEAD', `${LIST}/a`, 304, { 'If-None-Match': '*' }],
    ['GET', LIST, 304, { 'If-None-Match': '*' }],
    ['GET', `${LIST}/a`, 412, { 'If-Match': '"old"' }],
    ['PUT', `${LIST}/a`, 412, { 'If-None-Match': '*', 'Content-Type': 'application/json' }],
    ['GET', `${LIST}/missing`, 404, {}],
    ['DELETE', `${LIST}/a`, 428, {}],
    ['PATCH', '/nowhere', 404, {}],
  ] as const)(
    'R50, R72, R85: %s %s, %d, is readable for the page of an allowed origin only',
    async (method, path, status, headers) => {
      const from = (origin: string) => client.send(method, path, { headers: { ...headers, Origin: origin } });
      const answer = await from('https://app.example');
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([
        status,
        'https://app.example',
      ]);
      expect(answer.headers['access-control-expose-headers']).toContain('ETag');
      expect(answer.headers.vary).toContain('Origin');
      const other = await from('https://evil.example');
      expect(other.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );

  it('R86: a preflight needs no precondition and answers with methods and fields', async () => {
    const preflight = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'PUT' };
    const answer = await client.send('OPTIONS', `${LIST}/a`, { headers: preflight });
    expect(answer.status).toBe(204);
    expect(answer.headers['access-control-allow-methods']).toContain('PUT');
    expect(answer.headers['access-control-allow-headers']).toContain('If-Match');
  });
});
