import { execFile, spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { changeEmma, DOCUMENT, fillShelf, FILTERED, type Shelf } from './shelf.js';

const installed = spawnSync('curl', ['--version']).status === 0;
const withCurl = installed ? describe : describe.skip;

withCurl(`curl --etag-save --etag-compare${installed ? '' : ' (skipped: curl is not installed)'}`, () => {
  let shelf: Shelf;
  beforeAll(async () => {
    shelf = await fillShelf();
  });
  beforeEach(() => {
    shelf.seen.length = 0;
  });
  afterAll(() => shelf.close());

  it.each([
    ['a document', DOCUMENT],
    ['a filtered list', FILTERED],
  ])(
    'R29: %s: 200 at first, though it sends If-None-Match: "", then 304, and 200 after a change',
    async (name, path) => {
      const tag = join(shelf.service.folder, `${name}.tag`);
      await rm(tag, { force: true });
      const curl = async () => {
        const options = ['-sg', '-w', '%{http_code}', '-o', join(shelf.service.folder, 'content')];
        const { stdout } = await promisify(execFile)('curl', [
          ...options,
          '--etag-save',
          tag,
          '--etag-compare',
          tag,
          `${shelf.service.url}${path}`,
        ]);
        return stdout;
      };
      expect([await curl(), await curl()]).toEqual(['200', '304']);
      await changeEmma(shelf, `Emma, as ${name}`);
      expect([await curl(), await curl()]).toEqual(['200', '304']);
      const asked = shelf.seen.filter(({ method }) => method === 'GET').map(({ ifNoneMatch }) => ifNoneMatch);
      expect(asked).toEqual(['""', expect.stringMatching(/^"\d/), asked[1], expect.stringMatching(/^"\d/)]);
      expect(asked[3]).not.toBe(asked[1]);
    },
  );
});
