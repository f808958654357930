// npm run test:torture -- --seconds N --seed S --database sqlite|postgresql: clients against a service under faults, and
// what the checker says of it. Exits 1 when a promise was broken, 2 when the run saw too little to prove anything.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import beginRun from '../support/run-begins.js';
import endRun from '../support/run-ends.js';
import { formatHistory } from './operation.js';
import { shortOf } from './recorder.js';
import { formatReport } from './report.js';
import { FAULTS, run } from './run.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    database: { type: 'string', default: 'sqlite' },
    faults: { type: 'string' },
    calm: { type: 'string', default: '2000' },
    clients: { type: 'string', default: '12' },
    // Goes on, at most a minute longer, until so many writes were acknowledged.
    acknowledged: { type: 'string', default: '0' },
    documents: { type: 'string', default: '10' },
    history: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const { database } = values;
if (database !== 'sqlite' && database !== 'postgresql') throw new Error('--database is sqlite or postgresql');
const names = values.faults?.split(',');
// A server that was told to end does not keep this process alive; the report has to be waited for all the same.
const alive = setInterval(() => {}, 1000);
beginRun();
const report = await run({
  database,
  seconds: Number(values.seconds),
  least: { acknowledged: Number(values.acknowledged) },
  seed: Number(values.seed),
  calm: Number(values.calm),
  clients: Number(values.clients),
  documents: Number(values.documents),
  faults: FAULTS[database].filter(({ name }) => names?.includes(name) ?? true),
}).finally(endRun);
clearInterval(alive);
if (values.history !== undefined) writeFileSync(values.history, formatHistory(report.history));
const { violations, counts, recorder } = report;
const { surprises } = recorder;
process.stdout.write(
  values.json
    ? `${JSON.stringify({ violations, surprises, counts })}\n`
    : formatReport(report, { database, seed: Number(values.seed), seconds: Number(values.seconds) }),
);
const broken = violations.length > 0 || surprises.length > 0;
// At once: what started the database server would exit with 0 when nothing is left to do.
process.exit(broken ? 1 : shortOf(counts).length > 0 ? 2 : 0);
