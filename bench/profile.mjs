// `npm run bench:profile`: where the microseconds go. Runs scenarios under V8's CPU profiler and prints the share of each
// part of the program and of the functions that took most. Start and seeding are left out: only what falls into the run counts.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './load.mjs';
import { onLastCore } from './pin.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { KINDS, start } from './systems.mjs';

onLastCore();
const names = process.argv[2]?.split(',') ?? ['304-small', '200-small', 'list-200', 'cycles', 'contended'];
const SECONDS = 3;

for (const name of names) {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  process.stdout.write(`${await profile(scenario)}\n`);
}

async function profile(scenario) {
  const folder = mkdtempSync(join(tmpdir(), 'etagere-profile-'));
  const system = await start(KINDS.etagere, { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`] });
  const prepared = await scenario.prepare(system);
  const { requests, seconds } = await run(system.url, prepared.clients, SECONDS * 1000);
  await system.stop();
  const [file] = readdirSync(folder);
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  rmSync(folder, { recursive: true });
  // The run is the last thing before the stop.
  let counted = 0;
  const from =
    samples.length - timeDeltas.toReversed().findIndex((delta) => (counted += delta) > seconds * 1e6);
  const byFunction = new Map();
  const byPart = new Map();
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  for (let index = from; index < samples.length; index++) {
    const { functionName, url } = byId.get(samples[index]);
    const part = partOf(functionName, url);
    if (part === 'idle') continue;
    add(byPart, part, timeDeltas[index]);
    add(byFunction, `${functionName || 'anonymous'} (${part})`, timeDeltas[index]);
  }
  const each = (microseconds) => `${(microseconds / requests).toFixed(1).padStart(7)} µs`;
  const rows = (map, count) =>
    [...map]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, count)
      .map(([title, time]) => `${each(time)}  ${title}`);
  const total = [...byPart.values()].reduce((sum, time) => sum + time, 0);
  return [
    `## ${scenario.title}`,
    '',
    `${requests} requests, ${each(total).trim()} of CPU each (with the profiler on)`,
    '',
    ...rows(byPart, 12),
    '',
    ...rows(byFunction, 14),
    '',
  ].join('\n');
}

function add(map, key, time) {
  map.set(key, (map.get(key) ?? 0) + time);
}

/** The room, the package or the native part that a function belongs to. */
function partOf(name, url) {
  if (name === '(idle)') return 'idle';
  if (name === '(garbage collector)') return 'garbage collector';
  if (url.startsWith('node:')) return 'node';
  const [, module] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (module !== undefined) return module;
  const [, room] = /dist\/([a-z]+)\//.exec(url) ?? [];
  if (room !== undefined) return room;
  return url === '' ? 'native: system calls, SQLite called by them' : 'entry';
}
