import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create, useService } from '../http/support.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(join(ROOT, 'docs/clients.md'), 'utf8');

/** The programs of docs/clients.md: their section, language and text. */
const programs = text.split(/^## /m).flatMap((part) => {
  const [, section = ''] = /^(.+)$/m.exec(part) ?? [];
  const [, language, program] = /^```(js|python|java|sh)\n([\s\S]*?)^```$/m.exec(part) ?? [];
  return language === undefined || program === undefined ? [] : [{ section, language, program }];
});

/** How a program is run, and what shows that its tools are there. */
const TOOLS: Readonly<Record<string, { file: string; command: string; probe: readonly string[] }>> = {
  js: { file: 'program.mjs', command: process.execPath, probe: ['--version'] },
  python: { file: 'program.py', command: 'python3', probe: ['-c', 'import requests'] },
  java: { file: 'AddCopy.java', command: 'java', probe: ['-version'] },
  sh: { file: 'program.sh', command: 'sh', probe: ['-c', 'curl --version'] },
};
const AXIOS = existsSync(join(ROOT, 'node_modules/axios'));
const runnable = programs.filter(({ section }) => !section.startsWith('A page'));

const EMMA = '/v1/collections/books/documents/emma';
const service = useService();
// Inside the package, so that its own name means it; and where nobody looks for sources.
const folder = mkdtempSync(join(ROOT, 'dist', '.clients-'));
beforeAll(async () => {
  await service.client.makeCollection('books');
  await create(service.client, EMMA);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('docs/clients.md has a program for each kind of client that it speaks of', () => {
  expect(runnable.map(({ section, language }) => [section, language])).toEqual([
    ['JavaScript: `etagere/client`', 'js'],
    ['fetch', 'js'],
    ['axios', 'js'],
    ['Python, requests', 'python'],
    ['Java, HttpClient', 'java'],
    ['curl', 'sh'],
  ]);
});

describe.each(runnable)('the program of "$section"', ({ section, language, program }) => {
  const { file, command, probe } = TOOLS[language] ?? { file: '', command: '', probe: [] };
  const there = spawnSync(command, probe).status === 0 && (section !== 'axios' || AXIOS);
  const when = there ? describe : describe.skip;
  when('where its tools are', () =>
    it('adds a copy to what is there', async () => {
      await service.client.put(EMMA, '{"title":"Emma","copies":3}', { 'If-Match': '*' });
      const path = join(folder, file);
      writeFileSync(path, program);
      const { code, complaint } = await run(command, path);
      expect([code, complaint]).toEqual([0, '']);
      expect((await service.client.get(EMMA)).json()).toEqual({ title: 'Emma', copies: 4 });
    }),
  );
});

async function run(command: string, path: string): Promise<{ code: unknown; complaint: string }> {
  const env = { PATH: process.env['PATH'], ETAGERE: service.url };
  const child = spawn(command, [path], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (piece: Buffer) => (complaint += piece.toString()));
  const [code] = await once(child, 'close');
  return { code, complaint };
}
