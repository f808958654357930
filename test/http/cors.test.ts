import { create, told, useService } from './support.js';
import { slugOf, Wire } from './wire.js';
import { startService } from '../support/service.js';

const ORIGIN = 'https://app.example';
const bench = useService({ CORS_ORIGINS: ORIGIN });

/** The origin that an answer is for, and whether it shows its tag and the other fields. */
function openTo(fields: { get(name: string): string | undefined }): readonly [string | undefined, boolean] {
  const exposed = fields.get('access-control-expose-headers') ?? '';
  const all = ['ETag', 'Location', 'Link', 'Retry-After', 'Allow', 'Accept-Post', 'Preference-Applied'];
  return [fields.get('access-control-allow-origin'), all.every((name) => exposed.split(', ').includes(name))];
}

describe('Fetch: what a page of another origin can read', () => {
  it.each([
    ['200', 'GET', 'live', {}],
    ['304', 'GET', 'live', { 'If-None-Match': '*' }],
    ['304', 'HEAD', 'live', { 'If-None-Match': '*' }],
    ['412', 'PUT', 'live', { 'If-None-Match': '*' }],
    ['428', 'PUT', 'live', {}],
    ['415', 'PUT', 'live', { 'Content-Type': 'text/plain' }],
    ['413', 'PUT', 'live', { 'Content-Length': '99999999', 'If-Match': '*' }],
    ['400', 'PUT', 'live', { 'If-Match': 'none' }],
    ['417', 'PUT', 'live', { Expect: 'tea' }],
    ['405', 'POST', 'live', {}],
    ['501', 'PROPFIND', 'live', {}],
    ['406', 'GET', 'live', { Accept: 'image/png' }],
    ['404', 'GET', 'never', {}],
    ['400', 'GET', 'a%20b', {}],
    ['400', 'GET', '%zz', {}],
    ['204', 'OPTIONS', 'live', {}],
  ])('R50, R85: %s to %s of %s %j has the CORS fields', async (status, method, id, headers) => {
    const place = await bench.collection();
    await create(bench.client, place.document('live'));
    const wire = await Wire.open(bench.url);
    const fields = { 'Content-Type': 'application/json', ...headers };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    await wire.ask(`${method} ${place.document(id)}`, `Origin: ${ORIGIN}`, ...lines);
    while (wire.silent) await new Promise((resolve) => wire.socket.once('data', resolve));
    wire.socket.end();
    const [head = ''] = (await wire.closed()).split('\r\n\r\n');
    const [first = '', ...rest] = head.split('\r\n');
    const answer = new Map(
      rest.map((line) => [line.split(': ')[0]?.toLowerCase() ?? '', line.split(': ')[1]]),
    );
    expect(first.split(' ')[1]).toBe(status);
    expect(openTo(answer)).toEqual([ORIGIN, true]);
    expect(answer.get('vary')).toContain('Origin');
  });

  it('R85: content that breaks off belongs to a request whose origin is known; a broken header section does not', async () => {
    const wire = await Wire.open(bench.url);
    const fields = ['Content-Type: application/json', 'If-None-Match: *', 'Transfer-Encoding: chunked'];
    await wire.ask(`PUT ${bench.place().uri}`, `Origin: ${ORIGIN}`, ...fields);
    await wire.write('zz\r\n');
    const broken = await wire.answer();
    expect([broken.status, slugOf(broken), ...openTo(broken.fields)]).toEqual([
      400,
      'bad-request',
      ORIGIN,
      true,
    ]);
    const other = await Wire.open(bench.url);
    await other.write(`GET / HTTP/1.1\r\nHost: x\r\nOrigin: ${ORIGIN}\r\nX : y\r\n\r\n`);
    expect(openTo((await other.answer()).fields)).toEqual([undefined, false]);
  });

  it('R85: with CORS_ORIGINS=* nobody need be named, so that also a 431 can be read', async () => {
    const service = await startService({ CORS_ORIGINS: '*' });
    const wire = await Wire.open(service.url);
    await wire.ask('GET /v1/collections', `X-Long: ${'a'.repeat(20_000)}`);
    const answer = await wire.answer();
    expect([answer.status, ...openTo(answer.fields)]).toEqual([431, '*', true]);
    wire.close();
    await service.stop();
  });
});

describe('Fetch: preflights', () => {
  it('R42, R86: every resource answers 204 with its methods and the fields, whatever its state', async () => {
    const place = await bench.collection();
    await create(bench.client, place.document('live'));
    for (const [uri, method] of [
      ['/v1/collections', 'GET'],
      [place.uri, 'PUT'],
      [bench.place().uri, 'PUT'],
      [place.list, 'POST'],
      [place.document('live'), 'DELETE'],
      [place.document('never'), 'PATCH'],
      [`${place.document('live')}/revisions`, 'GET'],
      [`${place.document('live')}/revisions/1`, 'GET'],
      ['/problems/gone', 'GET'],
    ] as const) {
      const headers = {
        Origin: ORIGIN,
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'if-match,content-type,content-encoding,prefer',
        'If-Match': '"none"',
      };
      const answer = await bench.client.send('OPTIONS', uri, { headers });
      expect([uri, told(answer)]).toEqual([uri, '204']);
      expect(answer.headers['access-control-allow-methods']?.split(', ')).toContain(method);
      const allowed = answer.headers['access-control-allow-headers']?.toLowerCase().split(', ');
      for (const name of ['if-match', 'if-none-match', 'content-type', 'content-encoding', 'prefer'])
        expect(allowed).toContain(name);
    }
  });

  it('R86: a page of another origin is told nothing: 204 without the fields', async () => {
    const headers = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'PUT' };
    const answer = await bench.client.send('OPTIONS', bench.place().uri, { headers });
    expect(told(answer)).toBe('204');
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
