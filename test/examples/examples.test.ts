import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServiceProcess, startProcess } from '../support/process.js';
import { Running } from './running.js';

const NODE = process.execPath;
const folder = mkdtempSync(join(tmpdir(), 'etagere-examples-'));
const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0;

/** The examples that get a 304 and a 412, with what runs them. */
const CONDITIONAL_GETS = [
  ['node/conditional-get.mjs', NODE],
  ...(hasRequests ? [['python/conditional_get.py', 'python3'] as const] : []),
] as const;

// Shown among the results, as a skipped test would be.
if (!hasRequests) it.todo('run python/conditional_get.py: skipped here, as python3 cannot import requests');

let service: ServiceProcess;

beforeAll(async () => {
  service = await startProcess({ DATABASE_URL: `file:${folder}/etagere.db` });
});

afterAll(async () => {
  await service.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

/** What matches the tag of a revision, whenever it was made. */
function tag(revision: number): string {
  return `"${revision}\\.[0-9a-z]+"`;
}

describe('the examples against the service', () => {
  const everyExample = CONDITIONAL_GETS.flatMap(([name, command]) => [
    { name, command, state: 'a document that is not there', made: 201, first: 1 },
    { name, command, state: 'one that is there', made: 412, first: 3 },
  ]);

  it.each(everyExample)(
    '$name on $state sees its 304 and its 412: exit code 0',
    async ({ name, command, made, first }) => {
      const { code, lines, complaint } = await new Running(command, name, [service.url]).ended;
      expect([code, complaint]).toEqual([0, '']);
      expect(lines).toEqual([
        expect.stringMatching(/^PUT the collection: (201|412) "1\./),
        expect.stringMatching(`^PUT the document: ${made} ${tag(first)}$`),
        expect.stringMatching(`^GET: 200 ${tag(first)}$`),
        expect.stringMatching(`^GET with If-None-Match: 304 ${tag(first)}$`),
        expect.stringMatching(`^PUT by somebody else: 204 ${tag(first + 1)}$`),
        expect.stringMatching(`^PUT with the old ETag: 412 ${tag(first + 1)}$`),
        expect.stringMatching(`^GET again: 200 ${tag(first + 1)}$`),
        expect.stringMatching(`^PUT with the new ETag: 204 ${tag(first + 2)}$`),
      ]);
    },
  );

  it('two-editors.mjs: one editor gets 412 and merges, both edits are in the document: exit code 0', async () => {
    for (let round = 0; round < 2; round++) {
      const { code, lines, complaint } = await new Running(NODE, 'node/two-editors.mjs', [service.url]).ended;
      expect([code, complaint]).toEqual([0, '']);
      expect(lines.filter((line) => line.endsWith(': 204'))).toHaveLength(2);
      expect(lines.filter((line) => line.endsWith(': 412'))).toHaveLength(1);
      expect(lines.at(-1)).toMatch(/^both edits are in ".*retitled.*revised/);
    }
  });
});

describe('the examples against a server that ignores preconditions', () => {
  let careless: Server;
  let url = '';

  beforeAll(async () => {
    careless = createServer((request, response) => {
      request.resume();
      response.statusCode = request.method === 'GET' ? 200 : 201;
      response.setHeader('ETag', '"1"').end('{"title":"Dune","summary":"Sand.","edits":0}');
    }).listen(0, '127.0.0.1');
    await once(careless, 'listening');
    url = `http://127.0.0.1:${(careless.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    careless.close();
    await once(careless, 'close');
  });

  it.each([...CONDITIONAL_GETS, ['node/two-editors.mjs', NODE] as const])(
    '%s notices: exit code 1',
    async (name, command) => {
      const { code, complaint } = await new Running(command, name, [url]).ended;
      expect([code, complaint]).toEqual([1, expect.stringMatching(/AssertionError|^expected 304/)]);
    },
  );
});
