// `npm run bench:scale`: the same requests to a store of 1,000 documents and to one of 1,000,000 beside it, in turn. What
// a request costs must not depend on how many others there are. The documents are put into the database files directly,
// deterministically, in the form that the service itself writes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { documentOf, memoryOf } from './data.mjs';
import { quantile, request, run } from './load.mjs';
import { ask, KINDS, start } from './systems.mjs';
import { onLastCore } from './pin.mjs';

onLastCore();
const option = (name, fallback) =>
  Number(process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1] ?? fallback);
const LARGE = option('documents', 1_000_000);
const SMALL = 1000;
const ROUNDS = option('rounds', 5);
const MILLISECONDS = option('milliseconds', 2000);
const DOCUMENTS = '/v1/collections/bench/documents';
const CLIENTS = 16;

/** A service over `count` documents of 1 KiB. */
async function storeOf(count) {
  const folder = mkdtempSync(join(tmpdir(), 'etagere-scale-'));
  const first = await start(KINDS.etagere, { seed: false, folder });
  await ask(first.url, request('PUT', '/v1/collections/bench', ['If-None-Match: *'], '{}'), 201);
  await first.stop();
  fill(join(folder, 'etagere.db'), count);
  return { ...(await start(KINDS.etagere, { seed: false, folder })), count, folder };
}

const idOf = (n) => `d${String(n).padStart(7, '0')}`;

function fill(file, count) {
  const database = new Database(file);
  database.pragma('synchronous = OFF');
  const at = 1_795_000_000_000;
  const head = database.prepare(`INSERT INTO Document
    (collection, id, revision, sequence, deleted, createdAt, updatedAt, previousAt, size)
    VALUES ('bench', ?, 1, ?, 0, ${at}, ${at}, NULL, ?)`);
  const revision = database.prepare(`INSERT INTO Revision
    (collection, id, revision, sequence, operation, author, createdAt, at, data)
    VALUES ('bench', ?, 1, ?, 'create', NULL, ${at}, ${at}, ?)`);
  const some = database.transaction((from, to) => {
    for (let n = from; n < to; n++) {
      const data = documentOf(idOf(n), 1024);
      head.run(idOf(n), n + 1, Buffer.byteLength(data));
      revision.run(idOf(n), n + 1, data);
    }
  });
  for (let n = 0; n < count; n += 50_000) some(n, Math.min(count, n + 50_000));
  database
    .prepare(`UPDATE Collection SET sequence = @count, documentCount = @count WHERE name = 'bench'`)
    .run({ count });
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Numbers that look random and are the same in every run. */
function* numbers(below, seed) {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield Math.floor((state / 2 ** 32) * below);
  }
}

function expecting(status, next) {
  return {
    next(answer) {
      if (answer !== undefined && answer.status !== status)
        throw new Error(`${answer.status} instead of ${status}: ${answer.body}`);
      return next(answer);
    },
  };
}

const clients = (make) => Array.from({ length: CLIENTS }, (_, index) => make(index));

const SCENARIOS = {
  'GET 304': async ({ url, count }) => {
    const wanted = numbers(count, 1);
    const known = [];
    for (let n = 0; n < 500; n++) {
      const path = `${DOCUMENTS}/${idOf(wanted.next().value)}`;
      const { etag } = await ask(url, request('GET', path), 200);
      known.push(request('GET', path, [`If-None-Match: ${etag}`]));
    }
    return clients((index) => {
      let turn = index * 31;
      return expecting(304, () => known[turn++ % known.length]);
    });
  },
  'GET 200': async ({ count }) =>
    clients((index) => {
      const wanted = numbers(count, index + 1);
      return expecting(200, () => request('GET', `${DOCUMENTS}/${idOf(wanted.next().value)}`));
    }),
  'list, page 1': async () => clients(() => expecting(200, () => request('GET', `${DOCUMENTS}?limit=50`))),
  'list, last page of 1000': async ({ url, count }) => {
    let path = `${DOCUMENTS}?limit=50`;
    const pages = Math.min(1000, Math.floor(count / 50) - 1);
    for (let page = 1; page < pages; page++) {
      const { body } = await ask(url, request('GET', path), 200);
      path = JSON.parse(body).next;
    }
    return clients(() => expecting(200, () => request('GET', path)));
  },
  'list, 304': async ({ url }) => {
    const { etag } = await ask(url, request('GET', `${DOCUMENTS}?limit=50`), 200);
    return clients(() =>
      expecting(304, () => request('GET', `${DOCUMENTS}?limit=50`, [`If-None-Match: ${etag}`])),
    );
  },
  'PUT of own documents': async ({ url, count }) =>
    Promise.all(
      clients(async (index) => {
        const id = idOf(Math.floor((count / CLIENTS) * index));
        let { etag } = await ask(url, request('GET', `${DOCUMENTS}/${id}`), 200);
        let n = 0;
        return expecting(204, (answer) => {
          if (answer !== undefined) ({ etag } = answer);
          n += 1;
          return request('PUT', `${DOCUMENTS}/${id}`, [`If-Match: ${etag}`], `{"n":${n}}`);
        });
      }),
    ),
};

function middle(values) {
  return quantile(Float64Array.from(values).toSorted(), 0.5);
}

function mebibytes(store) {
  return `${Math.round(memoryOf(store.child.pid).now)} MiB`;
}

const small = await storeOf(SMALL);
const large = await storeOf(LARGE);
try {
  process.stdout.write(
    `${'scenario'.padEnd(28)}${String(SMALL).padEnd(14)}${String(LARGE).padEnd(14)}ratio\n`,
  );
  for (const [title, prepare] of Object.entries(SCENARIOS)) {
    const ratios = [];
    const rates = { small: [], large: [] };
    for (let round = -1; round < ROUNDS; round++) {
      const pair = [];
      for (const store of [small, large]) {
        const { requests, seconds } = await run(store.url, await prepare(store), MILLISECONDS);
        pair.push(requests / seconds);
      }
      if (round < 0) continue;
      rates.small.push(pair[0]);
      rates.large.push(pair[1]);
      ratios.push(pair[1] / pair[0]);
    }
    process.stdout.write(
      `${title.padEnd(28)}${`${Math.round(middle(rates.small))}/s`.padEnd(14)}` +
        `${`${Math.round(middle(rates.large))}/s`.padEnd(14)}${middle(ratios).toFixed(2)}\n`,
    );
  }
  process.stdout.write(`memory after load            ${mebibytes(small).padEnd(14)}${mebibytes(large)}\n`);
} finally {
  for (const store of [small, large]) {
    await store.stop();
    rmSync(store.folder, { recursive: true, force: true });
  }
}
