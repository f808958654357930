// `npm run bench:readme`: writes the figures of bench/results into README.md, between the comments that say so. With
// `--check` it writes nothing and fails when they differ.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const README = path('../README.md');

const TITLES = {
  '304-small': 'GET, 304, 1 KiB',
  '304-large': 'GET, 304, 100 KiB',
  '200-small': 'GET, 200, 1 KiB',
  '200-large': 'GET, 200, 100 KiB',
  'list-200': 'a list of 50, 200',
  'list-304': 'a list of 50, 304',
  cycles: 'GET, then PUT with `If-Match`: 16 clients, 16 documents',
  contended: 'the same, all on one document; successes',
  'reads-beside-writes': 'p99 of reads beside 8 writers (time: less is better)',
};
const SYSTEMS = { etagere: 'Etagere', express: 'Express 5', 'json-server': 'json-server' };

const BLOCKS = {
  full: (report) => [
    table(report, ['etagere', 'express', 'json-server']),
    '![Ratios to the floor](bench/results/ratios.svg)',
    `${versions(report, {
      nest: 'NestJS',
      prisma: 'Prisma',
      'better-sqlite3': 'better-sqlite3',
      express: 'Express',
      'json-server': 'json-server',
    })}. Medians of ${report.rounds} rounds. ${memory(report)}`,
  ],
  postgresql: (report) => [
    table(report, ['etagere']),
    `PostgreSQL ${report.versions.postgresql}, pg ${report.versions.pg}, ${report.rounds} rounds.`,
  ],
};

const before = readFileSync(README, 'utf8');
let after = before;
for (const [name, write] of Object.entries(BLOCKS)) {
  const file = path(`results/${name}.json`);
  if (!existsSync(file)) continue;
  const text = write(JSON.parse(readFileSync(file, 'utf8'))).join('\n\n');
  const [begin, end] = [`<!-- bench/results/${name}.json -->`, `<!-- end of ${name}.json -->`];
  const from = after.indexOf(begin) + begin.length;
  const to = after.indexOf(end, from);
  if (from < begin.length || to < 0) throw new Error(`README.md has no place between ${begin} and ${end}`);
  after = `${after.slice(0, from)}\n\n${text}\n\n${after.slice(to)}`;
}
after = await prettier.format(after, { ...(await prettier.resolveConfig(README)), filepath: README });
if (!process.argv.includes('--check')) writeFileSync(README, after);
else if (after !== before) {
  process.stderr.write('README.md does not show what is in bench/results: npm run bench:readme\n');
  process.exitCode = 1;
}

/** The ratios to the floor; ours stand out. */
function table({ results }, names) {
  const rows = results.map(({ name, systems }) =>
    row([TITLES[name], ...names.map((system) => cell(systems[system], system === 'etagere'))]),
  );
  const head = ['What', ...names.map((name) => SYSTEMS[name])];
  return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}

function row(cells) {
  return `| ${cells.join(' | ')} |`;
}

function cell(figure, bold) {
  if (figure === undefined) return '–';
  const [ratio, low, high] = [figure.ratio, figure.low, figure.high].map((value) => value.toFixed(2));
  return `${bold ? `**${ratio}**` : ratio} [${low}–${high}]`;
}

function versions({ versions: { node, cores, ...rest } }, names) {
  const parts = Object.entries(names).map(([key, name]) => `${name} ${rest[key]}`);
  return [`Node ${node.slice(1)}`, ...parts, `on ${cores} cores`].join(', ');
}

function memory({ memory: systems }) {
  const [own, floor] = ['etagere', 'floor'].map((name) => systems.find(({ system }) => system === name));
  return (
    `From start to listening Etagere took ${(own.startMilliseconds / 1000).toFixed(1)} s, and at the peak of all this it had ` +
    `${Math.round(own.peak)} MiB (the floor: ${Math.round(floor.peak)} MiB).`
  );
}
