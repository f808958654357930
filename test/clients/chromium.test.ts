import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { changeEmma, DOCUMENT, fillShelf, FILTERED, type Shelf } from './shelf.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const installed = existsSync(executablePath);
const needed = process.env['REQUIRE_BROWSER'] === '1';
const why = 'skipped: there is no Chromium here; name one in CHROMIUM, or install it';

if (!installed && !needed) process.stderr.write(`test/clients/chromium: ${why}\n`);
const withBrowser = installed || needed ? describe : describe.skip;

/** The attachments of a document, and their types: the second is as long as they get in practice. */
const ATTACHMENTS = `${DOCUMENT}/attachments`;
const LONG = 'words '.repeat(20_000);
const ATTACHED = {
  'note.txt': 'text/plain',
  [`${'a'.repeat(200)}.docx`]: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

withBrowser(`Chromium, without script and with its own cache${installed ? '' : ` (${why})`}`, () => {
  let shelf: Shelf;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    shelf = await fillShelf();
    for (const [name, type] of Object.entries(ATTACHED)) {
      const headers = { 'If-None-Match': '*', 'Content-Type': type };
      await shelf.client.send('PUT', `${ATTACHMENTS}/${name}`, { body: LONG, headers });
    }
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    args.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
    browser = await chromium.launch({ executablePath, args });
  });

  beforeEach(async () => {
    shelf.seen.length = 0;
    context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
    page = await context.newPage();
  });

  afterEach(() => context.close());

  afterAll(async () => {
    await browser?.close();
    await shelf?.close();
  });

  const visit = async (path: string) => (await page.goto(`${shelf.service.url}${path}`))?.status();
  const answersTo = (path: string) =>
    shelf.seen.filter(({ method, target }) => method === 'GET' && decodeURI(target) === path);

  it.each([
    ['a document', DOCUMENT],
    ['a filtered list', FILTERED],
    ['the history of a document', `${DOCUMENT}/revisions`],
    ['the attachments of a document', ATTACHMENTS],
    ['a collection', '/v1/collections/books'],
    ['the collections', '/v1/collections'],
  ])('R29: who comes back to the page of %s has it confirmed: 304', async (_, path) => {
    await visit(path);
    await visit('/problems/gone');
    await visit(path);
    expect(answersTo(path).map(({ status }) => status)).toEqual([200, 304]);
    expect(answersTo(path).map(({ ifNoneMatch }) => ifNoneMatch)).toEqual([
      undefined,
      expect.stringMatching(/-html1(-br|-gzip)?"$/),
    ]);
  });

  it('R4: after a change the page is the new one: 200', async () => {
    await visit(DOCUMENT);
    await changeEmma(shelf, 'Emma Woodhouse');
    await visit('/problems/gone');
    await visit(DOCUMENT);
    expect(answersTo(DOCUMENT).map(({ status }) => status)).toEqual([200, 200]);
    expect(await page.textContent('main')).toContain('Emma Woodhouse');
  });

  it('/ leads to the collections, and from there links lead to a document and its revisions', async () => {
    await visit('/');
    expect(page.url()).toBe(`${shelf.service.url}/v1/collections`);
    await page.click('text=books');
    await page.click('text=emma');
    expect(page.url()).toBe(`${shelf.service.url}${DOCUMENT}`);
    await page.click('text=History');
    expect(await page.textContent('h1')).toBe('History of emma');
    await page.click('tbody a');
    expect(page.url()).toMatch(/\/revisions\/\d+$/);
    expect(shelf.seen.filter(({ status }) => status >= 400 && status !== 404)).toEqual([]);
  });

  it('a document leads to its attachments, each of which can be opened', async () => {
    await visit(DOCUMENT);
    await page.click('text=Attachments');
    expect(await page.textContent('main')).toContain('2 attachments');
    await page.click('text=note.txt');
    expect(await page.textContent('body')).toBe(LONG);
  });

  it('the name of an attachment stands on a phone in few lines, however long its type is', async () => {
    await visit(ATTACHMENTS);
    const name = await page.locator('text=note.txt').boundingBox();
    expect(name?.height).toBeLessThan(40);
  });

  it('the form of a list filters and sorts without script', async () => {
    await visit('/v1/collections/books/documents');
    await page.click('summary');
    await page.fill('[name="filter[year][gte]"]', '1816');
    await page.selectOption('[name="sort"]', '-year');
    await page.click('button');
    expect(new URL(page.url()).searchParams.get('filter[year][gte]')).toBe('1816');
    expect(await page.locator('.items h2').allTextContents()).toEqual(['sanditon', 'persuasion']);
    expect(await page.textContent('main')).toContain('2 documents match');
    expect(await page.inputValue('[name="filter[year][gte]"]')).toBe('1816');
    await page.click('text=Clear');
    expect(await page.locator('.items h2').count()).toBe(3);
  });

  it('no page is wider than a phone, and its policy stops nothing of it', async () => {
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    const metrics = await context.newCDPSession(page);
    for (const path of [
      DOCUMENT,
      FILTERED,
      `${DOCUMENT}/revisions`,
      ATTACHMENTS,
      '/v1/collections/books',
      '/v1/collections',
      '/problems/gone',
    ]) {
      await visit(path);
      const { cssContentSize } = await metrics.send('Page.getLayoutMetrics');
      expect([path, cssContentSize.width]).toEqual([path, 390]);
      // The style sheet is let in by its digest: without it the ground would be white.
      const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect([path, ground]).toEqual([path, 'rgb(250, 250, 248)']);
    }
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  });
});
