import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';

describe('the main job over real sockets', () => {
  let service: TestService;
  let client: Client;

  beforeAll(async () => {
    service = await startService();
    client = new Client(service.url);
  });

  afterAll(async () => {
    client.close();
    await service.stop();
  });

  it('a document is created, read, revalidated, changed and deleted', async () => {
    await client.makeCollection('notes');
    const path = '/v1/collections/notes/documents/a';
    const created = await client.put(path, '{"n":1}', { 'If-None-Match': '*' });
    expect(created.status).toBe(201);
    expect((await client.get(path, { 'If-None-Match': created.etag })).status).toBe(304);
    const replaced = await client.put(path, '{"n":2}', { 'If-Match': created.etag });
    expect(replaced.status).toBe(204);
    expect((await client.put(path, '{"n":3}', { 'If-Match': created.etag })).status).toBe(412);
    expect((await client.get(path)).text).toBe('{"n":2}');
    expect((await client.delete(path, { 'If-Match': replaced.etag })).status).toBe(204);
    expect((await client.get(path)).status).toBe(410);
    expect(service.failures).toEqual([]);
  });
});
