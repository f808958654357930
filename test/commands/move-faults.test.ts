import { readFile, writeFile } from 'node:fs/promises';
import { openSqlite } from '../../src/storage/index.js';
import { type Bench, benches } from './bench.js';
import { writeMadeDump } from './made-dump.js';

const newBench = benches();
let dumps = 0;

/** The lines of a dump of two documents, three revisions of each, and an attachment of two pieces. */
async function madeLines(bench: Bench): Promise<string[]> {
  const file = bench.path('made');
  await writeMadeDump(file, { documents: 2, revisions: 3, length: 40, pieces: 2 });
  return (await readFile(file, 'utf8')).split('\n').slice(0, -1);
}

/** Imports lines as a dump into a database of its own; resolves with what was refused. */
async function importLines(bench: Bench, lines: readonly string[]): Promise<string> {
  dumps += 1;
  const file = await bench.file(`dump-${dumps}`, lines.map((line) => `${line}\n`).join(''));
  const refused: unknown = await bench.run('import', ['--all', file]).then(
    ({ code }) => `exit code ${code}`,
    (error: unknown) => error,
  );
  return refused instanceof Error
    ? `${refused.name}: ${refused.message.replace(file, 'FILE')}`
    : String(refused);
}

async function expectNothingIn(bench: Bench): Promise<void> {
  const storage = await openSqlite({ file: bench.database, mode: 'serve' });
  try {
    expect(await storage.history.prunable()).toEqual([]);
  } finally {
    await storage.close();
  }
}

type Object = Record<string, unknown>;

/** The lines, the first of `kind` that `which` holds for with other members. */
function altered(lines: readonly string[], kind: string, members: Object, which: Object = {}): string[] {
  const at = lines.findIndex((line) => {
    const object = JSON.parse(line) as Object;
    return object['kind'] === kind && Object.entries(which).every(([name, value]) => object[name] === value);
  });
  if (at < 0) throw new Error(`no ${kind}`);
  return lines.with(at, JSON.stringify({ ...(JSON.parse(lines[at] ?? '') as Object), ...members }));
}

/** The lines without the first of `kind` that `which` holds for. */
function without(lines: readonly string[], kind: string, which: Object = {}): string[] {
  const marked = altered(lines, kind, { gone: true }, which);
  return marked.filter((line) => !line.includes('"gone":true'));
}

type Change = (lines: readonly string[]) => readonly string[];

describe('the import of a whole store', () => {
  it('takes a dump as it was written: exit code 0', async () => {
    const bench = newBench('good');
    expect(await importLines(bench, await madeLines(bench))).toBe('exit code 0');
  });

  it('takes a dump whose line ends another program has changed', async () => {
    const bench = newBench('line-ends');
    expect(
      await importLines(
        bench,
        (await madeLines(bench)).map((line) => `${line}\r`),
      ),
    ).toBe('exit code 0');
  });

  it.each<[string, Change, string]>([
    [
      'is cut off between two lines',
      (lines) => lines.slice(0, -1),
      'it is cut off: its last line is missing',
    ],
    [
      'is cut off inside a line',
      (lines) => lines.slice(0, 6).with(5, (lines[5] ?? '').slice(0, 30)),
      'line 6: it is cut off: its last line is missing',
    ],
    [
      'is cut off after the first line',
      (lines) => lines.slice(0, 1),
      'it is cut off: its last line is missing',
    ],
    ['is empty', () => [], 'it is no dump of a whole store, as export --all writes it'],
    [
      'is what export --collection wrote',
      () => ['{"id":"a","data":{}}'],
      'it is no dump of a whole store, as export --all writes it',
    ],
    [
      'is of a format to come',
      (lines) => altered(lines, 'etagere-dump', { format: 2 }),
      'its format is 2, and this program reads format 1',
    ],
    ['names no epoch', (lines) => altered(lines, 'etagere-dump', { epoch: '"' }), 'it names no epoch'],
    ['goes on after its end', (lines) => [...lines, '{}'], 'line 15: something follows its end'],
    [
      'has one character changed in a text',
      (lines) => lines.map((line) => line.replace('xxxx', 'xxxy')),
      'line 15: it was altered: its digest is another',
    ],
    [
      'has another epoch than it was written with',
      (lines) => altered(lines, 'etagere-dump', { epoch: 'other' }),
      'line 15: it was altered: its digest is another',
    ],
    [
      'counts other records than it has',
      (lines) => altered(lines, 'end', { counts: {} }),
      'line 15: it has 1 record "collection", and its last line does not say how many',
    ],
    [
      'has another number of records than it counts',
      (lines) => lines.map((line) => line.replace('"revision":6', '"revision":7')),
      'line 15: it has 6 records "revision", and its last line says 7',
    ],
    ['has a line that is no JSON', (lines) => lines.with(3, '{'), 'line 4: this is no JSON object'],
    [
      'has a line of a kind to come',
      (lines) => lines.with(3, '{"kind":"x"}'),
      'line 4: there is no kind "x" of record',
    ],
    [
      'lacks a member',
      (lines) => altered(lines, 'document', { size: undefined }),
      'line 3: the member "size" of "document" is missing or wrong',
    ],
    [
      'has a member to come',
      (lines) => altered(lines, 'document', { colour: 1 }),
      'line 3: "document" has no member "colour"',
    ],
    [
      'has a counter that is no exact number',
      (lines) => altered(lines, 'collection', { sequence: 2 ** 53 }),
      'line 2: the member "sequence" of "collection" is missing or wrong',
    ],
    [
      'has a document without a collection',
      (lines) => without(lines, 'collection'),
      'line 2: a record "document" stands where none may be',
    ],
    [
      'lacks a revision in the middle',
      (lines) => without(lines, 'revision', { revision: 2 }),
      'line 5: things/d1: no revision follows 1',
    ],
    [
      'lacks the current revision',
      (lines) => without(lines, 'revision', { revision: 3 }),
      'line 10: things/d1: its last revision is not its state',
    ],
    [
      'has a head of another size than its text',
      (lines) => altered(lines, 'document', { size: 41 }, { id: 'd2' }),
      'line 15: things/d2: its last revision is not its state',
    ],
    [
      'has a sequence twice',
      (lines) => altered(lines, 'revision', { sequence: 1 }, { revision: 2 }),
      'line 5: things/d1: change 1 of the collection comes twice',
    ],
    [
      'has a sequence that the collection has not reached',
      (lines) => altered(lines, 'revision', { sequence: 8 }, { revision: 2 }),
      'line 5: things/d1: there is no change 8 of the collection',
    ],
    [
      'has a gap in its feed',
      (lines) => altered(lines, 'collection', { sequence: 8 }),
      'line 15: things: 1 changes of it are missing',
    ],
    [
      'counts documents that are not there',
      (lines) => altered(lines, 'collection', { documents: 3 }),
      'line 15: things: it has 2 documents and counts 3',
    ],
    [
      'lacks a piece of an attachment',
      (lines) => without(lines, 'bytes'),
      'line 10: things/d1: attachment "scan": it has 262144 bytes instead of 524288',
    ],
    [
      'has other bytes in an attachment',
      (lines) =>
        lines.map((line) => line.replace('{"kind":"bytes","bytes":"Ynl0', '{"kind":"bytes","bytes":"Ynl1')),
      'line 11: things/d1: attachment "scan": its bytes do not have its digest',
    ],
    [
      'has a deleted document with a text',
      (lines) => altered(lines, 'revision', { operation: 'delete' }, { revision: 3 }),
      'line 6: things/d1: revision 3 has no text, or should have none',
    ],
  ])('refuses a dump that %s, and nothing is in', async (_, change, message) => {
    const bench = newBench(`bad-${dumps}`);
    const refused = await importLines(bench, change(await madeLines(bench)));
    expect(refused).toBe(`StoreRefusal: FILE: ${message}; nothing was imported`);
    await expectNothingIn(bench);
  });

  it('is refused into a store that holds something, which stays as it is', async () => {
    const bench = newBench('occupied');
    await bench.import('[{"id":"a"}]', '--id', 'id');
    expect(await importLines(bench, await madeLines(bench))).toBe(
      `StoreRefusal: ${bench.database} holds collections: a whole store can only be imported into an empty one, so ` +
        'name another DATABASE_URL',
    );
    expect(await bench.texts()).toEqual({ a: '{"id":"a"}' });
  });

  it.each([
    [['import', '--all', '--collection', 'c', 'FILE'], 'import --all goes with --new-epoch only'],
    [['import', '--all', '--items', 'FILE'], 'import --all goes with --new-epoch only'],
    [['import', '--collection', 'c', '--new-epoch', 'FILE'], '--new-epoch goes with --all only'],
    [['import', '--all'], 'import needs one FILE'],
    [['import', '--all', 'no-such-file'], 'no-such-file cannot be read'],
    [['export', '--all', '--collection', 'c'], '--all and --collection exclude each other'],
    [['export', '--all', 'a', 'b'], 'export takes one FILE at the most'],
  ])('%j is told why it cannot be: exit code 2', async ([command = '', ...rest], message) => {
    const { code, said } = await newBench('usage').run(command, rest);
    expect([code, said[0]]).toEqual([2, `etagere: ${message}`]);
  });
});

describe('the export of a whole store', () => {
  it('never replaces a file, be it an earlier dump or the database itself: exit code 1', async () => {
    const bench = newBench('precious');
    await bench.import('[{"id":"a"}]', '--id', 'id');
    const { code, said } = await bench.run('export', ['--all', bench.database]);
    expect([code, said]).toEqual([1, [expect.stringContaining('EEXIST')]]);
    expect(await bench.texts()).toEqual({ a: '{"id":"a"}' });
  });

  it('of rows that do not fit together is refused, and leaves no file', async () => {
    const bench = newBench('damaged');
    await bench.import('[{"id":"a"}]', '--id', 'id');
    const { default: Database } = await import('better-sqlite3');
    new Database(bench.database).exec('UPDATE Collection SET documentCount = 2').close();
    const file = bench.path('no-dump');
    await expect(bench.run('export', ['--all', file])).rejects.toThrow(
      `the store contradicts itself: ${bench.collection}: it has 1 documents and counts 2; nothing was exported`,
    );
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    await writeFile(file, '');
  });

  it('of a database of another program is refused, and leaves it as it was', async () => {
    const bench = newBench('foreign');
    const { default: Database } = await import('better-sqlite3');
    const foreign = new Database(bench.database).exec('CREATE TABLE person (id)');
    await expect(bench.run('export', ['--all'])).rejects.toThrow(/journal_mode is delete but must be wal/);
    expect(foreign.pragma('journal_mode', { simple: true })).toBe('delete');
    foreign.close();
  });

  it('of a store that an import is about to replace is refused', async () => {
    const bench = newBench('replaced');
    await (await openSqlite({ file: bench.database, mode: 'serve' })).close();
    const { default: Database } = await import('better-sqlite3');
    const importing = new Database(`${bench.database}.lock`).exec('BEGIN EXCLUSIVE');
    new Database(bench.database).exec('PRAGMA journal_mode = DELETE').close();
    await expect(bench.run('export', ['--all'])).rejects.toThrow(/ is in use by another process/);
    importing.close();
    expect(await bench.run('export', ['--all', bench.path('empty')])).toMatchObject({ code: 0 });
  });

  it('of a database that is not there is refused', async () => {
    await expect(newBench('absent').run('export', ['--all'])).rejects.toThrow(
      /absent\.db cannot be opened: it does not exist$/,
    );
  });
});
