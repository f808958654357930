import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startService, type TestService } from '../support/service.js';
import { Etagere } from './client.js';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const installed = existsSync(executablePath);
const needed = process.env['REQUIRE_BROWSER'] === '1';
const why = 'skipped: there is no Chromium here; name one in CHROMIUM, or install it';

if (!installed && !needed) process.stderr.write(`test/client/chromium: ${why}\n`);
const withBrowser = installed || needed ? describe : describe.skip;

/** Serves the built client and an empty page: the origin of somebody's application. */
async function serveClient(): Promise<Server> {
  const server = createServer((request, response) => {
    const [, name] = /^\/client\/([a-z-]+\.js)$/.exec(request.url ?? '') ?? [];
    if (name === undefined)
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>x</title>');
    else
      response
        .setHeader('Content-Type', 'text/javascript')
        .end(readFileSync(new URL(`../../dist/client/${name}`, import.meta.url)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

withBrowser(`the client in Chromium, from another origin${installed ? '' : ` (${why})`}`, () => {
  let application: Server;
  let service: TestService;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    application = await serveClient();
    const origin = `http://127.0.0.1:${(application.address() as AddressInfo).port}`;
    service = await startService({ CORS_ORIGINS: origin });
    await fetch(`${service.url}/v1/collections/books`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', 'If-None-Match': '*' },
      body: '{}',
    });
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    args.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
    browser = await chromium.launch({ executablePath, args });
    page = await browser.newPage();
    await page.goto(`${origin}/`);
  });
  afterAll(async () => {
    await browser?.close();
    application?.closeAllConnections();
    await new Promise((resolve) => application?.close(resolve));
    await service?.stop();
  });

  /** Runs `body` in the page, with `books` and `problem` at hand. */
  const run = <T>(body: string) =>
    page.evaluate<T>(`(async () => {
      const { Etagere, Problem } = await import('/client/index.js');
      const books = new Etagere(${JSON.stringify(service.url)}).collection('books');
      const problem = (promise) => promise.then(() => null, (error) => error instanceof Problem && error.status);
      ${body}
    })()`);

  it('reads, revalidates, updates, is refused and removes: every tag reaches the script', async () => {
    const seen = await run<unknown[]>(`
      const made = await books.create({ title: 'Emma' }, 'emma');
      const [once, again] = [await books.get('emma'), await books.get('emma')];
      const changed = await books.update('emma', (book) => ({ ...book, copies: 1 }));
      const refused = await problem(books.replace(made, {}));
      await books.remove(changed);
      return [made.etag === once.etag, once.etag === again.etag, changed.data, refused, await problem(books.get('emma'))];
    `);
    expect(seen).toEqual([true, true, { title: 'Emma', copies: 1 }, 412, 410]);
  });

  it('counts exactly beside a client in Node', async () => {
    const count = `
      for (let n = 0; n < 20; n += 1) await books.update('sold', ({ n }) => ({ n: n + 1 }), { initial: { n: 0 } });
    `;
    const counters = new Etagere(service.url).collection<{ n: number }>('books');
    const inNode = async () => {
      for (let n = 0; n < 20; n += 1)
        await counters.update('sold', (sold) => ({ n: sold.n + 1 }), { initial: { n: 0 } });
    };
    await Promise.all([run(count), inNode()]);
    expect((await counters.get('sold')).data).toEqual({ n: 40 });
  });

  it('watches what others do', async () => {
    const seen = run<unknown>(`
      document.title = 'watching';
      for await (const { id, held } of books.watch({ since: 0, data: true }))
        if (id === 'persuasion') return held.data;
    `);
    await page.waitForFunction('document.title === "watching"');
    await new Etagere(service.url).collection('books').create({ copies: 3 }, 'persuasion');
    expect(await seen).toEqual({ copies: 3 });
  });
});
