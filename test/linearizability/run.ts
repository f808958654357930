import { setTimeout as pause } from 'node:timers/promises';
import { storedRevisions } from '../crash/stored.js';
import { Chance } from '../races/chance.js';
import { audit } from './audit.js';
import { buildRig } from './build-rig.js';
import { check } from './check.js';
import { cutConnections, killDatabase, lockedRow } from './faults/postgresql.js';
import { freeze, kill, restart } from './faults/processes.js';
import { fileLimit, foreignLock, fullDisk, secondWriter } from './faults/sqlite.js';
import { Documents } from './documents.js';
import { followFeed } from './feed-reader.js';
import { Line } from './line.js';
import type { History } from './operation.js';
import { countAll, type Counts, type Recorder, shortOf } from './recorder.js';
import type { Fault, Rig } from './rig.js';
import type { Violation } from './rules.js';
import { WorkloadClient } from './workload-client.js';

/** Every fault that a run on one database can have. */
export const FAULTS: Readonly<Record<Rig['database']['kind'], readonly Fault[]>> = {
  sqlite: [kill, freeze, foreignLock, fileLimit, fullDisk, secondWriter, restart],
  postgresql: [kill, killDatabase, freeze, cutConnections, lockedRow, restart],
};

/** What to do, how long. */
export interface RunOptions {
  readonly database: Rig['database']['kind'];
  readonly seconds: number;
  /** What must have been seen: it goes on for that, up to a minute longer. */
  readonly least?: Partial<Counts>;
  readonly seed: number;
  readonly clients?: number;
  readonly documents?: number;
  /** Processes of the service on one PostgreSQL database. */
  readonly replicas?: number;
  /** Milliseconds from one fault to the next. */
  readonly calm?: number;
  readonly faults?: readonly Fault[];
}

/** What came of it. */
export interface RunReport {
  readonly history: History;
  readonly violations: readonly Violation[];
  readonly counts: Counts;
  readonly recorder: Recorder;
}

const CLIENTS = 12;
const DOCUMENTS = 10;
const REPLICAS = 3;
const READERS = 2;
/** Milliseconds that a client waits for an answer. */
const PATIENCE = 1000;
/** Milliseconds in which a write must succeed again after a fault. */
const HEALING = 15_000;
/** Milliseconds that a run may go on to see enough. */
const LONGER = 60_000;

/** Lets clients read and write under faults, kills everything in the end, starts it again and reads what is there. */
export async function run({
  database,
  seconds,
  least = {},
  seed,
  clients = CLIENTS,
  documents: count = DOCUMENTS,
  replicas: processes = REPLICAS,
  calm = 2000,
  faults = FAULTS[database],
}: RunOptions): Promise<RunReport> {
  const rig = await buildRig(database, { seed, small: faults.includes(fullDisk), processes });
  const { replicas, recorder } = rig;
  const documents = new Documents(count);
  let over = false;
  const ended = () => over;
  try {
    const load = Array.from({ length: clients }, (_, index) => {
      const lines = replicas.map((replica) => new Line(replica, PATIENCE));
      return new WorkloadClient(lines, recorder, new Chance(seed + 1 + index), documents).run(ended);
    });
    const readers = Array.from({ length: READERS }, (_, index) => {
      return followFeed(index, replicas, new Chance(seed + 101 + index), { pages: recorder.pages, ended });
    });
    const enough = () => shortOf(countAll(recorder), least).length === 0;
    await disturb(rig, faults, { until: performance.now() + seconds * 1000, calm, enough });
    recorder.fault('kill -9 of all', true);
    await Promise.all(replicas.map((replica) => replica.end('SIGKILL')));
    over = true;
    await Promise.all([...load, ...readers]);
    const [witness] = replicas;
    await witness?.again();
    const { stored, feed } = await audit(witness?.url ?? '', documents.keys, recorder);
    await witness?.end('SIGTERM');
    // Reads it after a check that it is whole.
    if (rig.database.kind === 'sqlite') storedRevisions(rig.database.file);
    const { operations, pages, kills } = recorder;
    const history = { operations, stored, feed, pages, kills };
    const failures = replicas.flatMap((replica) => replica.failures);
    recorder.surprises.push(...failures.filter((line) => !/store is (busy|down|full|unknown)/.test(line)));
    return { history, violations: check(history), counts: countAll(recorder), recorder };
  } finally {
    over = true;
    await rig.remove();
  }
}

/** When a run is over, and how much time its faults leave. */
interface Calm {
  readonly until: number;
  /** Whether it may end then. */
  readonly enough: () => boolean;
  readonly calm: number;
}

/** One fault after the other, all of them before any comes again. */
async function disturb(rig: Rig, faults: readonly Fault[], { until, calm, enough }: Calm): Promise<void> {
  let waiting: Fault[] = [];
  for (;;) {
    const left = until - performance.now();
    await pause(left > 0 ? Math.min(calm, left) : calm);
    const over = performance.now() - until;
    if (over >= LONGER || (over >= 0 && enough())) return;
    if (waiting.length === 0) waiting = rig.chance.shuffle(faults);
    const fault = waiting.shift();
    if (fault === undefined) continue;
    await fault.run(rig);
    await heal(rig.recorder, fault.name);
  }
}

/** Waits until a write is acknowledged again. */
async function heal(recorder: Recorder, fault: string): Promise<void> {
  const before = recorder.acknowledged;
  const deadline = performance.now() + HEALING;
  while (recorder.acknowledged === before) {
    if (performance.now() > deadline) {
      recorder.surprises.push(`no write was acknowledged for ${HEALING} ms after ${fault}`);
      return;
    }
    await pause(5);
  }
}
