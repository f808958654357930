import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';
import { placeNamed, type ProblemBody } from './support.js';

describe('contract 4: under a BASE_PATH', () => {
  let service: TestService;
  let client: Client;
  const place = placeNamed('notes');

  beforeAll(async () => {
    service = await startService({ BASE_PATH: '/stores/one' });
    client = new Client(service.url);
    await client.makeCollection(place.name);
  });

  afterAll(async () => {
    client.close();
    await service.stop();
  });

  it('R61: Location, Content-Location, next and Link begin with it, and lead back', async () => {
    expect(service.url.endsWith('/stores/one')).toBe(true);
    const root = new Client(service.url.slice(0, -'/stores/one'.length));
    const post = await client.post(place.list, '{}');
    await client.post(place.list, '{}');
    const { location = '' } = post.headers;
    expect(location.slice(0, 12)).toBe('/stores/one/');
    expect(post.headers['content-location']).toBe(location);
    expect((await root.get(location)).etag).toBe(post.etag);
    const page = await client.get(`${place.list}?limit=1`);
    const { next } = page.json<{ next: string }>();
    expect(next.slice(0, 12)).toBe('/stores/one/');
    expect(page.headers.link).toBe(`<${next}>; rel="next"`);
    expect((await root.get(next)).status).toBe(200);
    root.close();
    expect(service.failures).toEqual([]);
  });

  it('R54: so do the type and the instance of a problem, and the type leads to its page', async () => {
    const root = new Client(service.url.slice(0, -'/stores/one'.length));
    const problem = (await client.get(place.document('never'))).json<ProblemBody>();
    expect(problem.instance).toBe(`/stores/one${place.document('never')}`);
    expect(problem.type).toBe('/stores/one/problems/document-not-found');
    expect((await root.get(problem.type)).json()).toMatchObject({ type: problem.type, status: 404 });
    const outside = await root.get('/v1/collections');
    expect([outside.status, outside.json<ProblemBody>().type]).toEqual([
      404,
      '/stores/one/problems/not-found',
    ]);
    root.close();
  });

  it('R70: 405 with Allow there too', async () => {
    const answer = await client.delete(place.list);
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS, POST']);
  });
});
