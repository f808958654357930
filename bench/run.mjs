// `npm run bench`, `bench:quick` and `bench:postgresql`: every scenario over every system, interleaved, so that a machine that
// is slow for a while is slow for all. Prints a table of ratios to the floor, and writes JSON and a picture.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import { quantile, run } from './load.mjs';
import { picture, table } from './report.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { memoryOf } from './data.mjs';
import { onLastCore } from './pin.mjs';
import { startPostgresql } from './postgresql.mjs';
import { KINDS, start } from './systems.mjs';

const quick = process.argv.includes('--quick');
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length);
const names = process.argv.find((argument) => argument.startsWith('--systems='))?.slice('--systems='.length);
const onPostgresql = process.argv.includes('--postgresql');
const { rounds, milliseconds } = quick ? { rounds: 3, milliseconds: 400 } : { rounds: 5, milliseconds: 2000 };

// The load has the last core to itself.
onLastCore();

const server = onPostgresql ? await startPostgresql() : undefined;
const kinds = server?.kinds ?? KINDS;
const chosen =
  names?.split(',') ?? (quick && !onPostgresql ? ['floor', 'etagere', 'express'] : Object.keys(kinds));
const systems = [];
const results = [];
try {
  for (const name of chosen) systems.push(await start(kinds[name]));
  for (const scenario of SCENARIOS) {
    if (only !== undefined && !only.split(',').includes(scenario.name)) continue;
    results.push(await measure(scenario));
    process.stdout.write(`${table([results.at(-1)], chosen, results.length === 1)}\n`);
  }
} finally {
  for (const system of systems) await system.stop();
  await server?.stop();
}
const memory = systems.map(({ kind, startMilliseconds, peak }) => ({
  system: kind.name,
  startMilliseconds,
  peak,
}));
const report = { quick, versions: versions(), rounds, milliseconds, memory, results };
if (only === undefined && names === undefined) {
  const folder = fileURLToPath(new URL('results', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const name = [...(onPostgresql ? ['postgresql'] : []), ...(quick ? ['quick'] : [])].join('-') || 'full';
  const file = `${folder}/${name}.json`;
  // As check:format wants it.
  const style = { ...(await prettier.resolveConfig(file)), filepath: file };
  writeFileSync(file, await prettier.format(JSON.stringify(report, undefined, 2), style));
  if (name === 'full') writeFileSync(`${folder}/ratios.svg`, picture(report));
}
const own = memory.find(({ system }) => system === 'etagere');
if (own !== undefined) {
  process.stdout.write(
    `\nEtagere: listening after ${Math.round(own.startMilliseconds)} ms; ${Math.round(own.peak)} MiB at most.\n`,
  );
}

/** One scenario: rounds in turn over the systems, the median of each, its ratio to the floor of the same run. */
async function measure(scenario) {
  const figures = new Map();
  const able = systems.filter(({ kind }) => kind.writes || scenario.writes !== true);
  // A round that is not counted, so that all are warm.
  for (let round = -1; round < rounds; round++) {
    for (const system of able) {
      const prepared = await scenario.prepare(system);
      const beside =
        prepared.beside === undefined ? undefined : run(system.url, prepared.beside, milliseconds);
      const result = await run(system.url, prepared.clients, milliseconds);
      await beside;
      await prepared.verify?.();
      system.peak = memoryOf(system.child.pid).peak;
      if (round < 0) continue;
      const rate = (prepared.successes?.() ?? result.requests) / result.seconds;
      const figure = scenario.figure === 'p99' ? quantile(result.latencies, 0.99) : rate;
      figures.set(system.kind.name, [...(figures.get(system.kind.name) ?? []), figure]);
    }
  }
  const floor = figures.get('floor');
  return {
    name: scenario.name,
    title: scenario.title,
    figure: scenario.figure ?? 'rate',
    // The goals were set for a file.
    goal: onPostgresql ? undefined : scenario.goal,
    systems: Object.fromEntries(
      [...figures].map(([name, values]) => {
        // Pair by pair, as the rounds were interleaved.
        const ratios = floor === undefined ? [] : values.map((value, round) => value / floor[round]);
        return [
          name,
          {
            median: median(values),
            values,
            ratio: median(ratios),
            low: Math.min(...ratios),
            high: Math.max(...ratios),
          },
        ];
      }),
    ),
  };
}

function median(values) {
  return quantile(Float64Array.from(values).toSorted(), 0.5);
}

function versions() {
  const require = createRequire(import.meta.url);
  const of = (name) => {
    const { version } = require(`${name}/package.json`);
    return version;
  };
  return {
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    express: of('express'),
    nest: of('@nestjs/core'),
    prisma: of('@prisma/client'),
    ...(server === undefined
      ? { 'better-sqlite3': of('better-sqlite3'), 'json-server': of('json-server') }
      : { pg: of('pg'), postgresql: server.version }),
  };
}
