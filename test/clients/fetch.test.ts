import { Agent, fetch as cachingFetch, interceptors } from 'undici';
import { changeEmma, DOCUMENT, fillShelf, FILTERED, type Shelf } from './shelf.js';

let shelf: Shelf;
beforeAll(async () => {
  shelf = await fillShelf();
});
beforeEach(() => {
  shelf.seen.length = 0;
});
afterAll(() => shelf.close());

const CASES = [
  ['a document', DOCUMENT, undefined],
  ['a filtered list', FILTERED, undefined],
  ['the page of a document', DOCUMENT, 'text/html'],
  ['the page of a filtered list', FILTERED, 'text/html'],
] as const;

describe("9111 4.3 Node's fetch, which keeps nothing and adds Cache-Control: no-cache to If-None-Match", () => {
  it.each(CASES)('R29: %s: 304 to the tag of the 200', async (_, path, accept) => {
    const headers = accept === undefined ? {} : { Accept: accept };
    const first = await fetch(`${shelf.service.url}${path}`, { headers });
    await first.text();
    const etag = first.headers.get('ETag') ?? '';
    const again = await fetch(`${shelf.service.url}${path}`, {
      headers: { ...headers, 'If-None-Match': etag },
    });
    expect([first.status, again.status, again.headers.get('ETag'), await again.text()]).toEqual([
      200,
      304,
      etag,
      '',
    ]);
  });
});

describe("9111 4.3 undici's cache interceptor", () => {
  it.each(CASES)(
    'R49: %s: the second request is conditional and answered 304',
    async (name, path, accept) => {
      const dispatcher = new Agent().compose(interceptors.cache());
      const get = async () => {
        const answer = await cachingFetch(`${shelf.service.url}${path}`, {
          dispatcher,
          headers: accept === undefined ? {} : { Accept: accept },
        });
        return { status: answer.status, etag: answer.headers.get('ETag'), text: await answer.text() };
      };
      const first = await get();
      expect(await get()).toEqual(first);
      await changeEmma(shelf, `Emma, as ${name}`);
      const changed = await get();
      expect(changed.etag).not.toBe(first.etag);
      expect(await get()).toEqual(changed);
      const asked = shelf.seen.filter(({ method }) => method === 'GET');
      expect(asked.map(({ status }) => status)).toEqual([200, 304, 200, 304]);
      // The third may or may not be: undici lets go of what was confirmed once.
      expect([asked[1]?.ifNoneMatch, asked[3]?.ifNoneMatch]).toEqual([first.etag, changed.etag]);
      await dispatcher.close();
    },
  );
});
