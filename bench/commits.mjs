// `npm run bench:commits`: how long single commits take, the slow ones above all, and how long the log gets. Writers send
// 4 KiB documents as fast as they are answered, readers ask beside them, and for a part of the time somebody holds a
// snapshot, as an export does. `--beside=FOLDER,…` measures other builds of the service (their dist folders) in turn with this one.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { documentOf, memoryOf } from './data.mjs';
import { quantile, request, run } from './load.mjs';
import { onLastCore } from './pin.mjs';
import { KINDS, start } from './systems.mjs';

onLastCore();
const option = (name) =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const ROUNDS = Number(option('rounds') ?? 5);
const MILLISECONDS = Number(option('milliseconds') ?? 4000);
const WRITERS = 8;
const READERS = 2;
const DOCUMENTS = KINDS.etagere.documents;

const systems = [{ title: 'this build', ...(await start(KINDS.etagere)) }];
for (const beside of option('beside')?.split(',') ?? []) {
  const command = (folder) => {
    const { env } = KINDS.etagere.command(folder);
    return { args: [join(beside, 'main.js')], env };
  };
  systems.push({ title: beside, ...(await start({ ...KINDS.etagere, command })) });
}

const columns = ['p50', 'p99', 'p99.9', 'longest'];
process.stdout.write('milliseconds, medians of rounds\n');
process.stdout.write(`${['', '', 'a second', ...columns, 'log, MiB', 'memory, MiB'].map(cell).join('')}\n`);
try {
  for (const held of [false, true]) {
    const rounds = new Map(systems.map(({ title }) => [title, { writes: [], reads: [] }]));
    for (let round = -1; round < ROUNDS; round++) {
      for (const system of systems) {
        const { writes, reads } = await measure(system, held);
        if (round < 0) continue;
        rounds.get(system.title).writes.push(writes);
        rounds.get(system.title).reads.push(reads);
      }
    }
    for (const [title, { writes, reads }] of rounds) {
      const name = `${title}${held ? ', a snapshot is held' : ''}`;
      process.stdout.write(`${row(name, 'PUT', writes)}\n${row('', 'GET', reads)}\n`);
    }
  }
} finally {
  for (const system of systems) await system.stop();
}

/** One round of one system. With `held` a snapshot stands during its middle third. */
async function measure(system, held) {
  const file = join(system.folder, 'etagere.db');
  let log = 0;
  const watching = setInterval(() => {
    log = Math.max(log, statSync(`${file}-wal`).size);
  }, 20);
  const holding = held && setTimeout(() => hold(file), MILLISECONDS / 3);
  const clients = Array.from({ length: WRITERS }, (_, index) => writer(`d${index * 7}`));
  const readers = Array.from({ length: READERS }, (_, index) => reader(index));
  const [writes, reads] = await Promise.all([
    run(system.url, clients, MILLISECONDS),
    run(system.url, readers, MILLISECONDS),
  ]);
  clearInterval(watching);
  clearTimeout(holding);
  const at = statSync(`${file}-wal`).size;
  const memory = memoryOf(system.child.pid).peak;
  return { writes: { ...writes, log: Math.max(log, at), memory }, reads: { ...reads, log: at, memory } };
}

/** Holds a snapshot of `file` for a third of a round. */
function hold(file) {
  const database = new Database(file, { readonly: true });
  database.exec('BEGIN; SELECT count(*) FROM Collection');
  setTimeout(() => database.close(), MILLISECONDS / 3);
}

function writer(id) {
  const content = documentOf(id, 4096);
  let n = 0;
  return {
    next(answer) {
      if (answer !== undefined && answer.status !== 204)
        throw new Error(`${answer.status} instead of 204: ${answer.body}`);
      n += 1;
      return request('PUT', `${DOCUMENTS}/${id}`, ['If-Match: *'], content.replace('{', `{"turn":${n},`));
    },
  };
}

function reader(index) {
  let turn = index;
  return {
    next(answer) {
      if (answer !== undefined && answer.status !== 200) throw new Error(`${answer.status} instead of 200`);
      turn = (turn + 101) % 1000;
      return request('GET', `${DOCUMENTS}/d${turn}`);
    },
  };
}

function row(title, what, results) {
  const of = (share) => middle(results.map(({ latencies }) => quantile(latencies, share))).toFixed(2);
  const rate = middle(results.map(({ requests, seconds }) => requests / seconds));
  const most = Math.max(...results.map(({ latencies }) => latencies.at(-1)));
  const log = Math.max(...results.map((result) => result.log)) / 2 ** 20;
  const memory = Math.max(...results.map((result) => result.memory));
  const cells = [
    rate.toFixed(0),
    of(0.5),
    of(0.99),
    of(0.999),
    most.toFixed(1),
    log.toFixed(1),
    memory.toFixed(0),
  ];
  return [title, what, ...cells].map(cell).join('').trimEnd();
}

function middle(values) {
  return quantile(Float64Array.from(values).toSorted(), 0.5);
}

function cell(text, index) {
  return text.padEnd(index === 0 ? 36 : 12);
}
