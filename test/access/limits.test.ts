import { told, useService } from '../http/support.js';
import { type Guarded, remembering, secretIn, useGuarded } from './support.js';

describe('a service with a rate limit', () => {
  const bench: Guarded = useGuarded({ RATE_LIMIT: '3/1000' });

  it('tells each credential how much is left, on every answer, and refuses what is too much: 429', async () => {
    const ann = await bench.bearer('ann', 'admin:books');
    const ben = await bench.bearer('ben', 'read:films');
    const answers = [
      await bench.client.put('/v1/collections/books', '{}', { ...ann, 'If-None-Match': '*' }),
      await bench.client.get('/v1/collections/books', { ...ann, 'If-None-Match': '*' }),
      await bench.client.get('/v1/collections/films', remembering(secretIn(ann))),
      await bench.client.get('/v1/collections/books', ann),
      await bench.client.put('/v1/collections/books', '{}', { ...ann, 'If-Match': '*' }),
      await bench.client.get('/v1/collections/films', ben),
    ];
    const left = answers.map((answer) =>
      `${told(answer)} ${String(answer.headers['ratelimit'])}`.replace(/;t=\d+$/, ''),
    );
    expect(left).toEqual([
      '201 "credential";r=2',
      '304 "credential";r=1',
      '404 collection-not-found "credential";r=0',
      '429 too-many-requests "credential";r=0',
      '429 too-many-requests "credential";r=0',
      '404 collection-not-found "credential";r=2',
    ]);
    const { headers } = answers[3] ?? {};
    expect(headers?.['ratelimit-policy']).toBe('"credential";q=3;w=1000');
    expect(Number(headers?.['retry-after'])).toBeGreaterThan(900);
    // What needs no credential is not counted, and a bad one has nothing that could be.
    expect((await bench.client.get('/problems/forbidden', ann)).headers['ratelimit']).toBeUndefined();
    const bad = await bench.client.get('/v1/collections', { Authorization: 'Bearer x' });
    expect([bad.status, bad.headers['ratelimit']]).toEqual([401, undefined]);
  });
});

describe('a service without access control', () => {
  const bench = useService({ ALLOWED_HOSTS: 'Store.example', CORS_ORIGINS: '*' });

  it.each([
    ['localhost', '200'],
    ['store.example:8080', '200'],
    ['evil.example', '421 misdirected-request'],
  ])('asked for as %s: %s', async (Host, wanted) => {
    const answer = await bench.client.get('/v1/collections', { Host });
    expect(told(answer)).toBe(wanted);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('does nothing for a page that has led a browser to it under a name of its own: 421', async () => {
    const headers = { Host: 'evil.example', Origin: 'http://evil.example', 'If-None-Match': '*' };
    const answer = await bench.client.put('/v1/collections/stolen', '{}', headers);
    expect(told(answer)).toBe('421 misdirected-request');
    expect((await bench.client.get('/v1/collections/stolen')).status).toBe(404);
  });

  it('takes no notice of a credential', async () => {
    const { status, headers } = await bench.client.get('/v1/collections', { Authorization: 'Bearer x' });
    expect([status, headers['cache-control'], headers.vary]).toEqual([
      200,
      'max-age=0, must-revalidate',
      'Accept, Accept-Encoding',
    ]);
  });
});
