// Attachments are kept on SQLite only: on PostgreSQL whoever asks for one is told so, and all else works.
import type { AttachmentStore, DocumentKey } from '../../../src/store/index.js';
import { NoAttachments } from '../../../src/storage/postgresql/attachments.js';
import { Client } from '../../support/client.js';
import { describeOnPostgresql, usePostgresql } from '../../support/postgresql.js';
import { startService, type TestService } from '../../support/service.js';

const DOCUMENT = '/v1/collections/things/documents/one';
const CREATE = { 'If-None-Match': '*' };
const BYTES = { 'If-None-Match': '*', 'Content-Type': 'image/png' };

describeOnPostgresql('attachments on PostgreSQL', () => {
  const postgresql = usePostgresql();
  let service: TestService;
  let client: Client;

  beforeAll(async () => {
    service = await startService({ DATABASE_URL: await postgresql.server.database() });
    client = new Client(service.url);
    await client.makeCollection('things');
    await client.put(DOCUMENT, '{"n":1}', CREATE);
  });

  afterAll(async () => {
    client.close();
    await service.stop();
  });

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['GET', `${DOCUMENT}/attachments`, {}],
    ['GET', `${DOCUMENT}/attachments/picture`, {}],
    ['GET', `${DOCUMENT}/attachments/picture`, { Range: 'bytes=0-1' }],
    ['PUT', `${DOCUMENT}/attachments/picture`, BYTES],
    ['PUT', `${DOCUMENT}/attachments/picture`, { ...BYTES, 'Idempotency-Key': '"once"' }],
    ['DELETE', `${DOCUMENT}/attachments/picture`, { 'If-Match': '*' }],
  ])(
    '%s %s: 501 not-supported-by-database that says where attachments are kept',
    async (method, path, headers) => {
      const body = method === 'PUT' ? 'bytes' : undefined;
      const answer = await client.send(method, path, { headers, ...(body === undefined ? {} : { body }) });
      expect(answer.status).toBe(501);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(JSON.parse(answer.text)).toMatchObject({
        type: '/problems/not-supported-by-database',
        status: 501,
        detail: expect.stringMatching(/^Attachments are kept on SQLite only/),
      });
      expect(service.failures).toEqual([]);
    },
  );

  it('leaves documents alone: deleting one and making it again are 204 and 201', async () => {
    const path = '/v1/collections/things/documents/two';
    expect((await client.put(path, '{}', CREATE)).status).toBe(201);
    expect((await client.delete(path, { 'If-Match': '*' })).status).toBe(204);
    expect((await client.put(path, '{}', CREATE)).status).toBe(201);
    expect(service.failures).toEqual([]);
  });
});

it('without attachments there is nothing to sweep, no upload begins, and no bytes are read: unsupported', async () => {
  const store: AttachmentStore = new NoAttachments('e');
  expect(await store.sweep({ spare: 0, pieces: 1 })).toEqual({ removed: 0, next: null });
  const failure = expect.objectContaining({ name: 'StoreFailure', reason: 'unsupported' });
  expect(() => store.stage()).toThrow(failure);
  await expect(store.listState({} as DocumentKey)).rejects.toEqual(failure);
});
