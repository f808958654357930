// npm run test:fuzz -- --seconds N --seed S: hostile connections against a service in a process of its own, and what
// was answered. Exits 1 when anything was not as it must be, with the attempt that shows it.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { ChildService } from '../races/child-service.js';
import { AT_ONCE, attempts } from './requests.js';
import { Target } from './target.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
  },
});
const seconds = Number(values.seconds);
const first = Number(values.seed);
/** Volleys between two looks at the clock. */
const ROUND = 25;

const service = await ChildService.start();
const target = new Target(service.url);
await target.prepare();
const memory: string[] = [];
const ends = performance.now() + seconds * 1000;
let failure = '';
let seed = first;
for (; performance.now() < ends && failure === ''; seed++) {
  const details = await fc.check(
    fc.asyncProperty(attempts, (tried) => target.suffer(tried)),
    { seed, numRuns: ROUND, endOnFailure: true },
  );
  if (details.failed) failure = `seed ${seed}: ${String(details.errorInstance)}`;
  memory.push(await megabytes(service.url));
}
if (failure === '') await target.finish();
const code = await service.end('SIGTERM');
if (code !== 0) failure ||= `the service ended with ${code}`;
if (service.failures.length > 0) failure ||= `the service logged ${service.failures.slice(0, 5).join('\n')}`;
await service.remove();

const sum = Object.values(target.counts).reduce((before, count) => before + count, 0);
const counts = Object.entries(target.counts).map(([status, count]) => `${status}: ${count}`);
process.stdout.write(
  `seeds ${first} to ${seed - 1}, ${(seed - first) * ROUND * AT_ONCE} attempts, ${sum} answers\n${counts.join(', ')}\n`,
);
process.stdout.write(`MB resident/heap after each tenth: ${tenths(memory).join(' ')}\n`);
process.stdout.write(failure === '' ? 'nothing found\n' : `${failure}\n`);
process.exitCode = failure === '' ? 0 : 1;

/** What the service says of its memory. */
async function megabytes(url: string): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const of = (name: string) => {
    const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
    return Math.round(Number(value) / 2 ** 20);
  };
  return `${of('process_resident_memory_bytes')}/${of('nodejs_heap_size_used_bytes')}`;
}

function tenths(series: readonly string[]): string[] {
  const step = Math.max(1, series.length / 10);
  return Array.from(
    { length: Math.min(10, series.length) },
    (_, n) => series[Math.floor((n + 1) * step) - 1] ?? '',
  );
}
