import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { startService } from '../support/service.js';

// The reference page in a browser.

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const wanted = existsSync(executablePath) || process.env['REQUIRE_BROWSER'] === '1';
if (!wanted) process.stderr.write('test/openapi/reference: skipped: there is no Chromium here\n');
const withBrowser = wanted ? describe : describe.skip;

withBrowser('the reference page in Chromium', () => {
  it('shows every group of operations, asks nobody else, and breaks none of its own rules', async () => {
    const service = await startService({ BASE_PATH: '/shop' });
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
    args.push('--disable-background-networking', '--disable-component-update', '--disable-sync');
    const browser = await chromium.launch({ executablePath, args });
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      const asked: string[] = [];
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      page.on('pageerror', (error) => void complaints.push(error.message));
      page.on('request', (request) => void asked.push(request.url()));
      await page.goto(`${service.url}/docs`);
      await page.locator('.opblock-tag').last().waitFor();
      const groups = await page
        .locator('.opblock-tag')
        .evaluateAll((all) => all.map((one) => one.getAttribute('data-tag')));
      expect(groups).toEqual([
        'documents',
        'revisions',
        'attachments',
        'changes',
        'collections',
        'batch',
        'service',
      ]);
      await page.locator('#operations-documents-getDocument button').first().click();
      await page.getByText('Exactly the bytes that were stored.').waitFor();
      expect(asked.filter((uri) => !uri.startsWith(service.url) && !uri.startsWith('data:'))).toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      await service.stop();
    }
  });
});
