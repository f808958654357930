// F40: a counter never leaves the numbers that JSON and JavaScript can tell apart.
import { openSqlite, type Storage } from '../../src/storage/index.js';
import { MAX_COUNTER, type Operation, type Revision } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { connectionOf, fill, KEY, partsOf } from '../support/storage-parts.js';

const folder = temporaryFolder();
let storage: Storage;
let files = 0;

beforeEach(async () => {
  files += 1;
  storage = await openSqlite({ file: `${folder.path}/store-${files}.db`, mode: 'serve' });
  await fill(storage);
});

afterEach(() => storage.close());

/** Moves a counter, and what refers to it, to `value`. */
async function setCounter(counter: keyof typeof MOVES, value: number | bigint): Promise<void> {
  const { database } = await connectionOf(partsOf(storage).writer);
  database.pragma('foreign_keys = OFF');
  for (const sql of MOVES[counter]) database.prepare(sql).run(value);
  database.pragma('foreign_keys = ON');
}

const MOVES = {
  'the document’s revision': ['UPDATE Document SET revision = ?', 'UPDATE Revision SET revision = ?'],
  'the collection’s sequence': ['UPDATE Collection SET sequence = ?'],
  'the collection’s revision': ['UPDATE Collection SET revision = ?'],
} as const;

/** Everything that is stored. */
async function dump(): Promise<unknown> {
  const { database } = await connectionOf(partsOf(storage).writer);
  return ['Collection', 'Document', 'Revision'].map((table) =>
    database.prepare(`SELECT * FROM ${table}`).safeIntegers().all(),
  );
}

async function change(operation: Operation = 'replace', key = KEY) {
  const snapshot = await storage.documents.inspect(key);
  if (snapshot.kind !== 'open') throw new Error(snapshot.kind);
  return storage.documents.commit({
    key,
    operation,
    text: operation === 'delete' ? null : '{"new":1}',
    author: null,
    expected: { revision: snapshot.head?.revision ?? null, settings: snapshot.collection.revision },
  });
}

async function changeCollection(settings: string | null) {
  const head = await storage.collections.read(KEY.collection);
  return storage.collections.commit({
    name: KEY.collection,
    settings,
    author: null,
    expected: head?.revision ?? null,
    recursive: true,
  });
}

const ACTS = {
  'a replace': () => change(),
  'a delete': () => change('delete'),
  'a create': () => change('create', { ...KEY, id: 'b' as typeof KEY.id }),
  'new settings': () => changeCollection('{"new":1}'),
  'a delete of the collection': () => changeCollection(null),
} as const;

const AFFECTED = [
  ['the document’s revision', 'a replace'],
  ['the document’s revision', 'a delete'],
  ['the document’s revision', 'a delete of the collection'],
  ['the collection’s sequence', 'a replace'],
  ['the collection’s sequence', 'a delete'],
  ['the collection’s sequence', 'a create'],
  ['the collection’s sequence', 'a delete of the collection'],
  ['the collection’s revision', 'new settings'],
  ['the collection’s revision', 'a delete of the collection'],
] as const;

it.each(AFFECTED)('%s at its end refuses %s as exhausted, and nothing is changed', async (counter, act) => {
  await setCounter(counter, MAX_COUNTER);
  const before = await dump();
  await expect(ACTS[act]()).rejects.toMatchObject({ name: 'StoreFailure', reason: 'exhausted' });
  expect(await dump()).toEqual(before);
});

it.each(AFFECTED)('%s one before its end lets %s through', async (counter, act) => {
  await setCounter(counter, MAX_COUNTER - 1);
  expect(await ACTS[act]()).toMatchObject({ kind: 'committed' });
});

it('the last revision is told exactly, by every read', async () => {
  await setCounter('the document’s revision', MAX_COUNTER - 1);
  await change();
  const last = { revision: 9_007_199_254_740_991 };
  expect(await storage.documents.head(KEY)).toMatchObject({ head: last });
  expect(await storage.documents.read(KEY)).toMatchObject({ head: last, text: '{"new":1}' });
  expect(await storage.documents.inspect(KEY)).toMatchObject({ head: last });
  expect(await storage.documents.text(KEY, last.revision as Revision)).toBe('{"new":1}');
  const page = await storage.documents.list(KEY.collection, {
    conditions: [],
    sort: [],
    after: undefined,
    limit: 1,
  });
  expect(page).toMatchObject({ items: [last] });
});

it('a write that is refused as exhausted leaves its neighbours in the group alone', async () => {
  await setCounter('the document’s revision', MAX_COUNTER);
  const [refused, created] = await Promise.allSettled([ACTS['a replace'](), ACTS['a create']()]);
  expect(refused).toMatchObject({ status: 'rejected', reason: { reason: 'exhausted' } });
  expect(created).toMatchObject({ status: 'fulfilled', value: { kind: 'committed' } });
});

it.each([2n ** 53n, 2n ** 63n - 2n, 2n ** 63n - 1n])(
  'a stored counter of %d, which no number holds, is reported and never rounded',
  async (value) => {
    await setCounter('the document’s revision', value);
    await setCounter('the collection’s revision', value);
    const exhausted = { name: 'StoreFailure', reason: 'exhausted' };
    await expect(storage.documents.head(KEY)).rejects.toMatchObject(exhausted);
    await expect(storage.documents.read(KEY)).rejects.toMatchObject(exhausted);
    await expect(storage.documents.inspect(KEY)).rejects.toMatchObject(exhausted);
    await expect(storage.collections.read(KEY.collection)).rejects.toMatchObject(exhausted);
    await expect(storage.collections.list()).rejects.toMatchObject(exhausted);
    await expect(storage.documents.listState(KEY.collection)).rejects.toMatchObject(exhausted);
  },
);
