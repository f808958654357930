import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type AttachmentShelf, fillShelf, LIST, PIXEL, putAttachment, silence } from './attachment-shelf.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const installed = existsSync(executablePath);
const needed = process.env['REQUIRE_BROWSER'] === '1';
const why = 'skipped: there is no Chromium here; name one in CHROMIUM, or install it';

if (!installed && !needed) process.stderr.write(`test/clients/attachment-chromium: ${why}\n`);
const withBrowser = installed || needed ? describe : describe.skip;

withBrowser(`Chromium and attachments${installed ? '' : ` (${why})`}`, () => {
  let shelf: AttachmentShelf;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    shelf = await fillShelf();
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    args.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
    browser = await chromium.launch({ executablePath, args });
  });
  beforeEach(async () => {
    shelf.seen.length = 0;
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser?.close();
    await shelf?.close();
  });

  const answersTo = (path: string) => shelf.seen.filter(({ target }) => target === path);

  it('R29: shows a picture on two visits with one transfer of its bytes: the second is 304', async () => {
    await putAttachment(shelf, 'pixel.png', PIXEL, 'image/png');
    const path = `${LIST}/pixel.png`;
    shelf.page = `<!doctype html><title>x</title><img src="${path}">`;
    const widths: number[] = [];
    for (let visit = 0; visit < 2; visit += 1) {
      await page.goto(`${shelf.url}/page`, { waitUntil: 'load' });
      widths.push(await page.evaluate<number>('document.images[0].naturalWidth'));
      await page.goto('about:blank');
    }
    expect(widths).toEqual([1, 1]);
    expect(answersTo(path).map(({ status, bytes }) => [status, bytes])).toEqual([
      [200, PIXEL.length],
      [304, 0],
    ]);
  });

  it('R80: plays a recording from the middle by ranges, without fetching what it skips', async () => {
    // So long that it is not read ahead whole.
    const recording = silence(3600);
    await putAttachment(shelf, 'long.wav', recording, 'audio/wav');
    const path = `${LIST}/long.wav`;
    shelf.page = `<!doctype html><title>x</title><audio preload="metadata" src="${path}"></audio>`;
    await page.goto(`${shelf.url}/page`);
    const place = await page.evaluate<number>(`new Promise((resolve, reject) => {
      const [audio] = document.getElementsByTagName('audio');
      audio.addEventListener('seeked', () => resolve(audio.currentTime));
      audio.addEventListener('error', () => reject(new Error('code ' + audio.error.code)));
      const seek = () => { audio.currentTime = 3000; };
      if (audio.readyState >= 1) seek(); else audio.addEventListener('loadedmetadata', seek);
    })`);
    expect(place).toBe(3000);
    const ranges = answersTo(path);
    expect(ranges.map(({ status }) => status).every((status) => status === 206)).toBe(true);
    const starts = ranges.map(({ range }) => Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1]));
    expect(Math.max(...starts)).toBeGreaterThan(recording.length / 2);
    expect(ranges.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(recording.length);
  });

  it('runs no script of a page that was uploaded, and does not even show it', async () => {
    const html = Buffer.from('<!doctype html><title>quiet</title><script>document.title = "loud"</script>');
    await putAttachment(shelf, 'evil.html', html, 'text/html');
    await putAttachment(shelf, 'evil.txt', html, 'text/plain');
    const download = page.waitForEvent('download');
    await page.goto(`${shelf.url}${LIST}/evil.html`).catch(() => {});
    expect((await download).suggestedFilename()).toBe('evil.html');
    await page.goto(`${shelf.url}${LIST}/evil.txt`);
    expect(await page.title()).not.toMatch(/loud|quiet/);
    shelf.page = `<!doctype html><title>x</title><iframe src="${LIST}/evil.txt"></iframe>`;
    await page.goto(`${shelf.url}/page`);
    expect(await page.frames()[1]?.evaluate('self.origin')).toBe('null');
  });
});
