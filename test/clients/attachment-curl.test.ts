import { Buffer } from 'node:buffer';
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type AttachmentShelf, fillShelf, LIST, putAttachment } from './attachment-shelf.js';

const installed = spawnSync('curl', ['--version']).status === 0;
const withCurl = installed ? describe : describe.skip;

/** Runs curl; resolves with its exit code. */
async function curl(...args: readonly string[]): Promise<number> {
  try {
    await promisify(execFile)('curl', ['-sS', ...args]);
    return 0;
  } catch (error) {
    return (error as { code: number }).code;
  }
}

withCurl(`curl${installed ? '' : ' (skipped: curl is not installed)'}`, () => {
  let shelf: AttachmentShelf;
  beforeAll(async () => {
    shelf = await fillShelf();
  });
  afterAll(() => shelf.close());

  it('R82: -C - with If-Range resumes a download that broke off, and takes the whole when it was replaced', async () => {
    const bytes = randomBytes(900_000);
    const etag = await putAttachment(shelf, 'large', bytes, 'application/octet-stream');
    const file = join(shelf.service.folder, 'large');
    const url = `${shelf.url}${LIST}/large`;
    shelf.cutAfter = 300_000;
    expect(await curl('-o', file, url)).toBe(18);
    const part = (await readFile(file)).length;
    expect(part).toBeGreaterThanOrEqual(1);
    expect(part).toBeLessThan(bytes.length);
    expect(await curl('-C', '-', '-H', `If-Range: ${etag}`, '-o', file, url)).toBe(0);
    expect((await readFile(file)).equals(bytes)).toBe(true);
    expect(shelf.seen.at(-1)).toMatchObject({
      range: `bytes=${part}-`,
      ifRange: etag,
      status: 206,
      bytes: bytes.length - part,
    });

    // Another revision meanwhile: 200, which curl does not mistake for the rest.
    await writeFile(file, bytes.subarray(0, 1000));
    await shelf.client.send('PUT', `${LIST}/large`, {
      body: randomBytes(5000),
      headers: { 'If-Match': etag },
    });
    expect(await curl('-C', '-', '-H', `If-Range: ${etag}`, '-o', file, url)).toBe(33);
    expect(shelf.seen.at(-1)).toMatchObject({ range: 'bytes=1000-', status: 200 });
    expect((await readFile(file)).equals(bytes.subarray(0, 1000))).toBe(true);
  });

  it('-T uploads a file, waiting for 100 as it does', async () => {
    const bytes = Buffer.concat([Buffer.from('curl'), randomBytes(1_100_000)]);
    const file = join(shelf.service.folder, 'up');
    await writeFile(file, bytes);
    const target = `${shelf.service.url}${LIST}/up`;
    expect(
      await curl('--fail', '-T', file, '-H', 'If-None-Match: *', '-H', 'Expect: 100-continue', target),
    ).toBe(0);
    expect((await shelf.client.get(`${LIST}/up`)).bytes.equals(bytes)).toBe(true);
    expect(await curl('--fail', '-T', file, '-H', 'If-None-Match: *', target)).toBe(22);
  });
});
