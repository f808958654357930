import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite, type SqliteOptions, type Storage } from '../../src/storage/index.js';
import type {
  CollectionName,
  Condition,
  DocumentId,
  Field,
  Position,
  Revision,
} from '../../src/store/index.js';

// Indexes that are declared when the documents are there already.

const COUNT = 20_000;
const collection = 'many' as CollectionName;

let folder: string;
let storage: Storage;
/** What was told of the building, newest last. */
let progress: { done: number; finished: boolean }[];
let failures: unknown[];
/** The revision of the collection's settings. */
let settings: Revision;
let told: () => void;

async function open(): Promise<void> {
  progress = [];
  failures = [];
  told = () => {};
  const options: SqliteOptions = {
    file: join(folder, 'etagere.db'),
    mode: 'serve',
    onIndexProgress: (step) => {
      progress.push(step);
      told();
    },
    onFailure: (error) => failures.push(error),
  };
  storage = await openSqlite(options);
}

/** Resolves when a step was told for which `holds`. */
function progressed(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    told = () => {
      if (holds()) resolve();
    };
    told();
  });
}

/** Documents that were indexed since the store was opened. */
const indexed = () => progress.reduce((sum, step) => sum + step.done, 0);
const finished = () => progress.at(-1)?.finished === true;

async function declare(indexes: readonly string[]): Promise<void> {
  const head = await storage.collections.read(collection);
  const result = await storage.collections.commit({
    name: collection,
    settings: JSON.stringify({ indexes }),
    author: null,
    expected: head?.revision ?? null,
    recursive: false,
  });
  if (result.kind !== 'committed') throw new Error(result.kind);
  settings = result.head.revision;
}

async function create(id: string, value: object): Promise<void> {
  const result = await storage.documents.commit({
    key: { collection, id: id as DocumentId },
    operation: 'create',
    text: JSON.stringify(value),
    author: null,
    expected: { revision: null, settings },
  });
  if (result.kind !== 'committed') throw new Error(result.kind);
}

const x: Field = { kind: 'member', path: ['x'] };
const y: Field = { kind: 'member', path: ['y'] };

/** The ids of the documents whose `field` is `value`. */
async function idsWith(field: Field, value: number): Promise<string[]> {
  const conditions: readonly Condition[] = [{ field, operator: 'eq', values: [value] }];
  const ids: string[] = [];
  for (let after: Position | undefined; ;) {
    const page = await storage.documents.list(collection, { conditions, sort: [], after, limit: 200 });
    if (page.kind !== 'page') throw new Error(page.kind);
    ids.push(...page.items.map(({ id }) => id));
    after = page.items.at(-1);
    if (!page.more) return ids;
  }
}

const idOf = (n: number) => `d${String(n).padStart(5, '0')}`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'etagere-'));
  await open();
  await declare([]);
  for (let n = 0; n < COUNT; n += 2000) {
    await Promise.all(
      Array.from({ length: 2000 }, (_, k) => create(idOf(n + k), { x: (n + k) % 1000, y: n + k })),
    );
  }
}, 60_000);

afterAll(async () => {
  await storage.close();
  await rm(folder, { recursive: true, force: true });
});

it(`writes and reads go on while an index over ${COUNT} documents is built, and none waits for long`, async () => {
  const times: number[] = [];
  await declare(['x']);
  const begin = performance.now();
  let written = 0;
  while (!finished()) {
    const start = performance.now();
    // Before and behind what is indexed at that moment, now and then among what the filter finds.
    await create(`${written % 2 === 0 ? 'a' : 'z'}${written}`, { x: written % 5 === 0 ? 7 : -1 });
    times.push(performance.now() - start);
    written++;
  }
  const whole = performance.now() - begin;
  expect(written).toBeGreaterThan(COUNT / 1000);
  // A step is one transaction of 200 documents; a write waits for one of them at most, not for the hundred of them.
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  expect(median).toBeLessThan(whole / 10);
  // Far from every hundredth of the whole, for a machine that does other things too.
  expect(Math.max(...times)).toBeLessThan(Math.max(500, whole / 2));
  expect(indexed()).toBeGreaterThanOrEqual(COUNT);
  expect(failures).toEqual([]);
  const wanted = Array.from({ length: COUNT / 1000 }, (_, n) => idOf(n * 1000 + 7));
  const added = Array.from({ length: written }, (_, n) => n)
    .filter((n) => n % 5 === 0)
    .map((n) => `${n % 2 === 0 ? 'a' : 'z'}${n}`);
  expect(await idsWith(x, 7)).toEqual([...wanted, ...added].toSorted());
}, 60_000);

it('a restart in the middle goes on from there: what was indexed before is not indexed again', async () => {
  progress = [];
  await declare(['y']);
  await progressed(() => progress.length >= 20);
  await storage.close();
  expect(finished()).toBe(false);
  const before = indexed();
  expect(before).toBeLessThan(COUNT);
  await open();
  const { documents: count = 0 } = (await storage.collections.read(collection)) ?? {};
  // Nobody has to ask for it, and what is asked meanwhile is answered right.
  expect(await idsWith(y, 7007)).toEqual([idOf(7007)]);
  await progressed(finished);
  expect(before + indexed()).toBe(count);
  expect(await idsWith(y, 7007)).toEqual([idOf(7007)]);
  expect(failures).toEqual([]);
}, 60_000);
