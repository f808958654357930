import { PROBLEMS } from '../../src/http/problems.js';
import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';
import { plain, readPage, sectionOf, tableOf } from './markdown.js';

describe('the table of problems in docs/http.md', () => {
  const { rows } = tableOf(sectionOf(readPage('docs/http.md'), 'Problems'));
  const listed = rows.map(([type = '', status]) => ({ slug: plain(type), status: Number(status) }));
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

  it('lists every problem type of the service with its status, and no other: equal', () => {
    const known = Object.entries(PROBLEMS).map(([slug, { status }]) => ({ slug, status }));
    expect(new Map(listed.map(({ slug, status }) => [slug, status]))).toEqual(
      new Map(known.map(({ slug, status }) => [slug, status])),
    );
    expect(listed).toHaveLength(known.length);
  });

  it.each(listed)('$slug: the page behind its type says status $status', async ({ slug, status }) => {
    const answer = await client.get(`/problems/${slug}`, { Accept: 'application/json' });
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({ type: `/problems/${slug}`, status });
  });
});
