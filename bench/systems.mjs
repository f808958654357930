// What is measured: our service and those beside it, each as a process of its own on the first core.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { documentOf } from './data.mjs';
import { request, run } from './load.mjs';
import { canPin } from './pin.mjs';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const DOCUMENTS = '/v1/collections/bench/documents';

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {string} title
 * @property {string} documents the path in front of a document's id
 * @property {string} list the path of a list of 50
 * @property {boolean} writes whether it takes conditional writes
 * @property {(folder: string) => { args: string[], env?: Record<string, string> }} command
 */

/** @type {Record<string, Kind>} */
export const KINDS = {
  floor: {
    name: 'floor',
    title: 'floor: node:http + SQLite',
    documents: DOCUMENTS,
    list: `${DOCUMENTS}?limit=50`,
    writes: true,
    command: (folder) => ({ args: [path('peers/floor.mjs'), join(folder, 'floor.db')] }),
  },
  etagere: {
    name: 'etagere',
    title: 'Etagere',
    documents: DOCUMENTS,
    list: `${DOCUMENTS}?limit=50`,
    writes: true,
    command: (folder) => ({
      args: [path('../dist/main.js')],
      env: { DATABASE_URL: `file:${join(folder, 'etagere.db')}`, PORT: '0', LOG_LEVEL: 'info' },
    }),
  },
  express: {
    name: 'express',
    title: 'Express 5, content hashes',
    documents: DOCUMENTS,
    list: `${DOCUMENTS}?limit=50`,
    writes: true,
    command: (folder) => ({ args: [path('peers/express.mjs'), join(folder, 'express.db')] }),
  },
  'json-server': {
    name: 'json-server',
    title: 'json-server',
    documents: '/documents',
    list: '/documents?_limit=50',
    writes: false,
    command: (folder) => {
      const file = join(folder, 'db.json');
      const documents = seedIds().map(([id, size]) =>
        Object.assign(JSON.parse(documentOf(id, size)), { id }),
      );
      writeFileSync(file, JSON.stringify({ documents }));
      return { args: [path('peers/json-server.mjs'), file] };
    },
  },
};

/** 1,000 documents of 1 KiB, and one of 100 KiB. */
function seedIds() {
  return [...Array.from({ length: 1000 }, (_, n) => [`d${n}`, 1024]), ['large', 100 * 1024]];
}

/**
 * Starts a system on the first core and fills it.
 * @param {Kind} kind
 */
export async function start(kind, { seed = true, folder, nodeArgs = [], env: more = {} } = {}) {
  const own = folder ?? mkdtempSync(join(tmpdir(), 'etagere-bench-'));
  const { args, env = {} } = kind.command(own);
  const node = [process.execPath, ...nodeArgs, ...args];
  const [command, ...rest] = canPin ? ['taskset', '-c', '0', ...node] : node;
  const begun = performance.now();
  const child = spawn(command, rest, {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line);
      if (entry.event === 'listening') resolve(entry.url);
    });
    child.once('exit', (code) => reject(new Error(`${kind.name} ended with ${code}`)));
  });
  const system = {
    kind,
    url,
    child,
    folder: own,
    startMilliseconds: performance.now() - begun,
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      if (folder === undefined) rmSync(own, { recursive: true, force: true });
    },
  };
  if (seed && kind.writes) await fill(system);
  return system;
}

/** Makes the collection and its documents over HTTP, as a client would. */
async function fill({ kind, url }) {
  const create = ['If-None-Match: *'];
  const queue = seedIds();
  if (kind.name === 'etagere') await ask(url, request('PUT', '/v1/collections/bench', create, '{}'), 201);
  const client = () => ({
    next(answer) {
      if (answer !== undefined && answer.status !== 201)
        throw new Error(`${kind.name}: seeding got ${answer.status}`);
      const [id, size] = queue.shift() ?? [];
      return id === undefined
        ? undefined
        : request(
            'PUT',
            `${kind.documents}/${id}`,
            kind.name === 'etagere' ? create : [],
            documentOf(id, size),
          );
    },
  });
  await run(url, Array.from({ length: 16 }, client), 600_000);
}

/** One request; returns its answer, which must have `status`. */
export async function ask(url, bytes, status) {
  let result;
  const client = {
    next(answer) {
      result = answer;
      return answer === undefined ? bytes : undefined;
    },
  };
  await run(url, [client], 60_000);
  if (result?.status !== status) throw new Error(`${result?.status} instead of ${status}: ${result?.body}`);
  return result;
}
