// `npm run bench:readers`: ten thousand readers that wait, by long poll and by stream. How much memory each takes, how much
// the service has to do while nothing happens, and how long one write takes to reach all of them.
import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { memoryOf } from './data.mjs';
import { request } from './load.mjs';
import { onLastCore } from './pin.mjs';
import { ask, KINDS, start } from './systems.mjs';

onLastCore();
const READERS = Number(
  process.argv.find((argument) => argument.startsWith('--readers='))?.split('=')[1] ?? 10_000,
);
const DOCUMENT = '/v1/collections/bench/documents/d0';
const CHANGES = '/v1/collections/bench/changes';
const LIST = '/v1/collections/bench/documents?filter%5Bn%5D%5Bgte%5D=0&limit=1';

for (const [title, path, fields] of [
  ['document, long poll', DOCUMENT, poll],
  ['filtered list, long poll', LIST, poll],
  ['changes, long poll', `${CHANGES}?since=now`, poll],
  ['changes, stream', CHANGES, async () => ['Accept: text/event-stream']],
]) {
  // Each on a fresh process: memory that a measurement before has left behind would hide what this one takes.
  const system = await start(KINDS.etagere, { env: { CONNECTION_LIMIT: String(READERS + 100) } });
  try {
    await measure(system, title, path, await fields(system, path));
  } finally {
    await system.stop();
  }
}

async function poll(system, path) {
  const { etag } = await ask(system.url, request('GET', path), 200);
  return [`If-None-Match: ${etag}`, 'Prefer: wait=55'];
}

async function measure(system, title, path, fields) {
  const { pid } = system.child;
  const before = memoryOf(pid).now;
  const readers = await Promise.all(Array.from({ length: READERS }, () => reader(system, path, fields)));
  await pause(2000);
  const each = ((memoryOf(pid).now - before) * 1024) / READERS;
  const idle = cpuOf(pid);
  await pause(2000);
  const idleShare = (cpuOf(pid) - idle) / 2000;
  const { etag, body } = await ask(system.url, request('GET', DOCUMENT), 200);
  const data = { ...JSON.parse(body), n: Date.now() };
  const begun = performance.now();
  const told = Promise.all(readers.map((one) => one.news()));
  await ask(system.url, request('PUT', DOCUMENT, [`If-Match: ${etag}`], JSON.stringify(data)), 204);
  await told;
  const reached = performance.now() - begun;
  for (const one of readers) one.close();
  process.stdout.write(
    `${title.padEnd(26)}${each.toFixed(1)} KiB each   idle ${(idleShare * 100).toFixed(1)} %   ` +
      `all reached in ${Math.round(reached)} ms\n`,
  );
  await pause(1000);
}

function nothing() {}

/** A connection whose request waits. */
async function reader(system, path, fields) {
  const { hostname, port } = new URL(system.url);
  const socket = connect(Number(port), hostname);
  let heard = 0;
  let wake = nothing;
  socket.on('data', () => {
    heard += 1;
    wake();
  });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.write(request('GET', path, fields));
  return {
    /** Resolves when more has come than was there by now. */
    news() {
      const known = heard;
      return new Promise((resolve) => {
        wake = () => void (heard > known && resolve());
      });
    },
    close: () => socket.destroy(),
  };
}

/** Milliseconds of CPU that a process has used; NaN where the system does not tell. */
function cpuOf(pid) {
  try {
    const parts = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(parts[11]) + Number(parts[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
