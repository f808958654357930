// `npm run bench:capacity`: what docs/scaling.md reckons with. How long a commit's fsync takes here, and how many
// read-modify-write cycles a store makes with ever more clients in one collection, and spread over eight. Without `--url=` on
// the built service and a SQLite file; with it on whatever stands there, so that replicas behind a proxy are measured alike.
// Several URLs, separated by commas, are used in turn.
import { fdatasyncSync, mkdtempSync, openSync, closeSync, rmSync, writeSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile, request, run } from './load.mjs';
import { onLastCore } from './pin.mjs';
import { documentOf } from './data.mjs';
import { ask, KINDS, start } from './systems.mjs';

const ROUNDS = 5;
const MILLISECONDS = 1500;
const COLLECTIONS = 8;
const CLIENTS = [1, 2, 4, 8, 16, 32, 64];

onLastCore();

const given = process.argv.find((argument) => argument.startsWith('--url='))?.slice('--url='.length);
const system = given === undefined ? await start(KINDS.etagere, { seed: false }) : undefined;
const urls = given?.split(',') ?? [system.url];
// Names of this run: the store may have been used before.
const stamp = Date.now().toString(36);
const create = ['If-None-Match: *'];
try {
  for (let n = 0; n < COLLECTIONS; n++) {
    await ask(urls[0], request('PUT', `/v1/collections/c${stamp}-${n}`, create, '{}'), 201);
    for (let id = 0; id < Math.max(...CLIENTS); id++)
      await ask(urls[0], request('PUT', path(n, id), create, documentOf(`d${id}`, 1024)), 201);
  }
  process.stdout.write(`fdatasync of 4 KiB: ${fsyncMilliseconds().toFixed(2)} ms (median)\n`);
  process.stdout.write('cycles a second, median of rounds [least–most]\n');
  process.stdout.write(
    `${['clients', 'one collection', `${COLLECTIONS} collections`, 'ratio'].map(cell).join('')}\n`,
  );
  for (const clients of CLIENTS) {
    const [one, many, ratios] = [[], [], []];
    // One after the other in each round, so that a machine that is slow for a while is slow for both.
    for (let round = 0; round < ROUNDS; round++) {
      one.push(await rate(clients, 1));
      many.push(await rate(clients, COLLECTIONS));
      ratios.push(many.at(-1) / one.at(-1));
    }
    const cells = [String(clients), spread(one), spread(many), median(ratios).toFixed(2)];
    process.stdout.write(`${cells.map(cell).join('').trimEnd()}\n`);
  }
} finally {
  await system?.stop();
}

function path(collection, id) {
  return `/v1/collections/c${stamp}-${collection}/documents/d${id}`;
}

/** Cycles a second of `clients`, each on a document of its own, spread over some collections and all URLs. */
async function rate(clients, collections) {
  let written = 0;
  const begun = performance.now();
  await Promise.all(
    urls.map((url, turn) =>
      run(
        url,
        Array.from({ length: clients }, (_, index) => index)
          .filter((index) => index % urls.length === turn)
          .map((index) => cycle(path(index % collections, index), () => written++)),
        MILLISECONDS,
      ),
    ),
  );
  return written / ((performance.now() - begun) / 1000);
}

function cycle(document, wrote) {
  let reading = true;
  return {
    next(answer) {
      if (answer !== undefined && answer.status !== (reading ? 200 : 204))
        throw new Error(`${answer.status}: ${answer.body.toString().slice(0, 200)}`);
      if (answer !== undefined && !reading) wrote();
      if (answer === undefined || !reading) {
        reading = true;
        return request('GET', document);
      }
      reading = false;
      const data = JSON.parse(answer.body);
      data.n += 1;
      return request('PUT', document, [`If-Match: ${answer.etag}`], JSON.stringify(data));
    },
  };
}

/** How long this disk, or what stands for one, takes to make a small write durable. */
function fsyncMilliseconds() {
  const folder = mkdtempSync(join(tmpdir(), 'etagere-fsync-'));
  const file = openSync(join(folder, 'file'), 'w');
  const page = Buffer.alloc(4096, 1);
  const times = Array.from({ length: 300 }, () => {
    const begun = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    return performance.now() - begun;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return median(times);
}

function median(values) {
  return quantile(Float64Array.from(values).toSorted(), 0.5);
}

function spread(values) {
  return `${Math.round(median(values))} [${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}]`;
}

function cell(text) {
  return text.padEnd(22);
}
