import { create, type Place, useService } from './support.js';
import { Wire } from './wire.js';

const bench = useService();

/** A document in a collection of its own. */
async function target(): Promise<{ readonly place: Place; readonly uri: string }> {
  const place = await bench.collection();
  const uri = place.document('a');
  await create(bench.client, uri);
  return { place, uri };
}

/** Sends both requests in one piece, so that whatever stands behind the first answer would spoil the second. */
async function pair(first: string): Promise<readonly [string, string]> {
  const wire = await Wire.open(bench.url);
  await wire.write(`${first}GET /v1/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  const [one = '', ...rest] = (await wire.closed()).split('\r\n\r\n');
  return [`${one}\r\n`, rest.join('\r\n\r\n')];
}

describe('9110 15.4.5, 15.3.5 and 6.6.1 answers without content as bytes', () => {
  const DATE = /^Date: (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\r$/m;

  it('R48: 304 to GET and HEAD ends with its header section: no content, no coding, no trailer, no length', async () => {
    const { uri, place } = await target();
    for (const path of [uri, place.list, place.uri, '/v1/collections', `${uri}/revisions/1`]) {
      for (const method of ['GET', 'HEAD']) {
        const [head, next] = await pair(`${method} ${path} HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n`);
        expect(head).toMatch(/^HTTP\/1\.1 304 /);
        expect(head).not.toMatch(
          /^(?:Content-[A-Za-z]+|Transfer-Encoding|Trailer|Last-Modified|Accept-Ranges|Link):/im,
        );
        expect(head).toMatch(DATE);
        expect(next).toMatch(/^HTTP\/1\.1 404 /);
      }
    }
  });

  it('R78: 204 to PUT and DELETE has a Date, and neither length nor coding nor content', async () => {
    const { uri } = await target();
    const put = `PUT ${uri} HTTP/1.1\r\nHost: x\r\nIf-Match: *\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;
    const remove = `DELETE ${uri} HTTP/1.1\r\nHost: x\r\nIf-Match: *\r\n\r\n`;
    const options = `OPTIONS ${uri} HTTP/1.1\r\nHost: x\r\n\r\n`;
    for (const request of [put, remove, options]) {
      const [head, next] = await pair(request);
      expect(head).toMatch(/^HTTP\/1\.1 204 /);
      expect(head).not.toMatch(/^(?:Content-Length|Content-Type|Transfer-Encoding):/im);
      expect(head).toMatch(DATE);
      expect(next).toMatch(/^HTTP\/1\.1 404 /);
    }
  });

  it('R57: HEAD of a document, a list and an error tells a length and sends nothing of it', async () => {
    const { uri, place } = await target();
    for (const path of [uri, place.list, `${uri}x`]) {
      const [head, next] = await pair(`HEAD ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      expect(head).toMatch(/^Content-Length: [1-9]\d*\r$/im);
      expect(next).toMatch(/^HTTP\/1\.1 404 /);
    }
  });

  it('R78: every answer of status 2xx, 3xx and 4xx carries a Date, those of the parser too', async () => {
    const { uri } = await target();
    for (const request of [`GET ${uri}`, `POST ${uri}`, 'GET /', 'BREW /', `GET ${'/x'.repeat(20_000)}`]) {
      const wire = await Wire.open(bench.url);
      await wire.ask(request, 'Connection: close');
      const [head = ''] = (await wire.closed()).split('\r\n\r\n');
      expect(`${head}\r\n`).toMatch(DATE);
    }
  });
});
