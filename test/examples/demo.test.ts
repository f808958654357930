import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '../support/client.js';
import { Running } from './running.js';

interface Page {
  readonly items: readonly { readonly id: string; readonly etag: string; readonly data: { cca3: string } }[];
  readonly total: number;
  readonly next: string | null;
}

describe('the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'etagere-demo-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the demo; while it listens, does `work`; then stops it as an operator would. */
  async function demo(work: (client: Client, running: Running) => Promise<void>) {
    const environment = { PORT: '0', DATABASE_URL: `file:${folder}/demo.db` };
    const running = new Running(process.execPath, 'demo.mjs', [], environment);
    try {
      const client = new Client(await running.printed(/"event":"listening","url":"([^"]+)"/));
      await work(client, running);
      client.close();
    } finally {
      await running.end('SIGTERM');
    }
    return running.ended;
  }

  it('serves the 250 countries, and SIGTERM ends it: exit code 0', async () => {
    const { code, complaint, lines } = await demo(async (client) => {
      const countries: Page['items'][number][] = [];
      for (let path: string | null = '/v1/collections/countries/documents?limit=200'; path !== null;) {
        const page: Page = (await client.get(path)).json<Page>();
        expect(page.total).toBe(250);
        countries.push(...page.items);
        path = page.next;
      }
      expect(new Set(countries.map(({ id }) => id)).size).toBe(250);
      for (const { id, data } of countries) expect(data.cca3).toBe(id);

      const [{ id, etag } = { id: '', etag: '' }] = countries;
      const document = `/v1/collections/countries/documents/${id}`;
      expect((await client.get(document, { 'If-None-Match': etag })).status).toBe(304);
      const patched = await client.patch(document, '{"visited":true}', { 'If-Match': etag });
      expect([patched.status, patched.json()['visited']]).toEqual([200, true]);
    });
    expect(code).toBe(0);
    expect(complaint).toBe('250 created, 0 replaced, 0 skipped, 0 refused\n');
    expect(lines.at(-1)).toContain('"event":"stopped"');
  });

  it('run again leaves what is there as it is, and its hints are right: exit code 0', async () => {
    const { code, complaint } = await demo(async (client, running) => {
      const list = '/v1/collections/countries/documents';
      expect((await client.get(`${list}/ABW`)).json()).toMatchObject({ cca3: 'ABW', visited: true });

      const etag = await running.printed(/If-None-Match: ("[^ ]+")'/);
      expect(await running.printed(/^ {2}curl -i (\S+)$/)).toBe(`${client.base}${list}/CHE`);
      expect((await client.get(`${list}/CHE`, { 'If-None-Match': etag })).status).toBe(304);
      const patch = /(\{.*\})/.exec(await running.printed(/^ +-d '(.*)' /))?.[1] ?? '';
      expect((await client.patch(`${list}/CHE`, patch, { 'If-Match': etag })).status).toBe(200);
      expect((await client.patch(`${list}/CHE`, patch, { 'If-Match': etag })).status).toBe(412);
      expect((await client.delete(`${list}/CHE`)).status).toBe(428);
    });
    expect(code).toBe(0);
    expect(complaint).toBe('0 created, 0 replaced, 250 skipped, 0 refused\n');
  });

  it('ends with the exit code of the service when that cannot start, and says why', async () => {
    const running = new Running(process.execPath, 'demo.mjs', [], { PORT: 'none' });
    const { code, complaint } = await running.ended;
    expect([code, complaint]).toEqual([1, expect.stringMatching(/^etagere: PORT="none" must be/)]);
  });
});
