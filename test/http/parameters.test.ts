import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';

describe('contract 4: unknown query parameters', () => {
  let service: TestService;
  let client: Client;

  beforeAll(async () => {
    service = await startService();
    client = new Client(service.url);
    await client.makeCollection('queries');
    await client.put('/v1/collections/queries/documents/a', '{}', { 'If-None-Match': '*' });
  });

  afterAll(async () => {
    client.close();
    await service.stop();
  });

  const json = { 'Content-Type': 'application/json', 'If-Match': '*' };
  it.each([
    ['GET', '/documents/a', {}],
    ['HEAD', '/documents/a', {}],
    ['PUT', '/documents/a', json],
    ['PATCH', '/documents/a', json],
    ['DELETE', '/documents/a', { 'If-Match': '*' }],
    ['POST', '/documents', json],
    ['GET', '', {}],
    ['PUT', '', json],
    ['PATCH', '', json],
    ['DELETE', '', { 'If-Match': '*' }],
  ])(
    'R41: %s %s with a parameter that nobody knows: 400, and nothing is done',
    async (method, path, headers) => {
      const body = 'Content-Type' in headers ? '{"new":1}' : undefined;
      const target = `/v1/collections/queries${path}?verison=1`;
      const answer = await client.send(method, target, { headers, ...(body !== undefined && { body }) });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain(method === 'HEAD' ? '' : '"parameter":"verison"');
      expect((await client.get('/v1/collections/queries/documents/a')).text).toBe('{}');
    },
  );
});
