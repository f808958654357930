import { copyFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { jest } from '@jest/globals';
import { openSqlite } from '../../src/storage/index.js';
import type { CollectionName, DocumentId, DocumentKey } from '../../src/store/index.js';
import { type Bench, benches } from './bench.js';
import { writeMadeDump } from './made-dump.js';

const newBench = benches();

/** What `check` says: its exit code and the faults. */
async function checked(bench: Bench, ...file: readonly string[]): Promise<{ code: number; lines: string[] }> {
  let text = '';
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((piece) => {
    text += String(piece);
    return true;
  });
  try {
    const { code, said } = await bench.run('check', file);
    const lines = text.split('\n').slice(0, -1);
    expect(said.at(-1)).toMatch(`: ${lines.length} fault`);
    return { code, lines };
  } finally {
    spy.mockRestore();
  }
}

// One store that is sound, with revisions, an attachment of two pieces and an index; each test damages a copy of it.
const sound = newBench('sound');
beforeAll(async () => {
  const dump = sound.path('sound.ndjson');
  await writeMadeDump(dump, { documents: 3, revisions: 3, length: 40, pieces: 2 });
  await sound.run('import', ['--all', dump]);
  const storage = await openSqlite({ file: sound.database, mode: 'serve' });
  const name = 'things' as CollectionName;
  const head = await storage.collections.read(name);
  if (head === undefined) throw new Error('the collection is not there');
  const settings = '{"indexes":["t"]}';
  await storage.collections.commit({
    name,
    settings,
    author: null,
    expected: head.revision,
    recursive: false,
  });
  await storage.close();
  // What was declared is built when the store is served.
  const again = await openSqlite({ file: sound.database, mode: 'serve' });
  const state = {
    field: { kind: 'member' as const, path: ['t'] },
    operator: 'exists' as const,
    values: [true],
  };
  await again.documents.listState(name, [state]);
  await again.close();
  await sound.run('backup', [sound.path('copy')]);
});

let copies = 0;

/** A store like the sound one, to which `sql` was done behind its back. */
async function damaged(sql: string): Promise<Bench> {
  const bench = newBench(`damaged-${(copies += 1)}`);
  copyFileSync(sound.path('copy'), bench.database);
  const database = new Database(bench.database);
  database.pragma('foreign_keys = OFF');
  database.exec(sql);
  database.close();
  return bench;
}

describe('check', () => {
  it('finds nothing in a sound store, nor in a backup of it: exit code 0', async () => {
    expect(await checked(sound)).toEqual({ code: 0, lines: [] });
    const bench = await damaged('SELECT 1');
    expect(await checked(newBench('other'), bench.database)).toEqual({ code: 0, lines: [] });
  });

  it.each<[fault: string, sql: string]>([
    ['things/d1: its revision 4 is not its state', "UPDATE Document SET revision = 4 WHERE id = 'd1'"],
    ['things/d2: its revision 3 is not its state', "UPDATE Document SET size = 41 WHERE id = 'd2'"],
    ['things/d2: its revision 3 is not its state', "UPDATE Document SET updatedAt = 5 WHERE id = 'd2'"],
    ['things/d2: there is a revision 3 beyond its state', "UPDATE Document SET revision = 2 WHERE id = 'd2'"],
    [
      'things/d2: revisions are missing between the oldest and the newest',
      "DELETE FROM Revision WHERE id = 'd2' AND revision = 2",
    ],
    [
      'things: changes are missing before 6, or one comes twice',
      "DELETE FROM Revision WHERE id = 'd2' AND revision = 2",
    ],
    [
      'things/d3: revision 2 is not later than the one before',
      "UPDATE Revision SET at = 1 WHERE id = 'd3' AND revision = 2",
    ],
    [
      'things/d3: revision 1 has no text, or should have none',
      "UPDATE Revision SET data = NULL WHERE id = 'd3' AND revision = 1",
    ],
    [
      'things: it counts 4 documents, and has another number of them',
      'UPDATE Collection SET documentCount = 4',
    ],
    ['things: it was deleted, and counts 3 documents', 'UPDATE Collection SET deleted = 1'],
    ['things: change 10 is beyond its counter', 'UPDATE Collection SET sequence = 9'],
    ['things: its newest change, 11, is missing', 'UPDATE Collection SET sequence = 11'],
    ['things: changes are missing before 9, or one comes twice', 'UPDATE AttachmentChange SET sequence = 9'],
    ['things/d1/scan: its last change is not its state', 'UPDATE AttachmentChange SET size = 1'],
    [
      'things/d1/scan: its bytes are not there, or not all of them',
      'DELETE FROM AttachmentChunk WHERE number = 1',
    ],
    [
      'things/d1/scan: its bytes do not have its digest',
      'UPDATE AttachmentChunk SET data = zeroblob(length(data)) WHERE number = 1',
    ],
    ['things/d1/scan: its document was deleted', "UPDATE Document SET deleted = 1 WHERE id = 'd1'"],
    [
      'upload x: bytes are held that no attachment has',
      "INSERT INTO AttachmentUpload VALUES ('x', 'held', 1)",
    ],
    ['a row of Revision refers to one of Document that is not there', "DELETE FROM Document WHERE id = 'd3'"],
    [
      'things/d2: an index does not hold what stands in it',
      "UPDATE FieldIndex SET text = 'y' WHERE id = 'd2'",
    ],
  ])('tells "%s": exit code 1', async (fault, sql) => {
    const bench = await damaged(sql);
    const { code, lines } = await checked(bench);
    expect(lines).toContain(fault);
    expect(code).toBe(1);
  });

  it('of a file that does not exist, or is none, is refused', async () => {
    await expect(sound.run('check', [sound.path('nothing')])).rejects.toThrow('does not exist');
    await expect(sound.run('check', [await sound.file('empty', '')])).rejects.toThrow('is empty (0 bytes)');
    expect((await sound.run('check', ['a', 'b'])).code).toBe(2);
  });
});

describe('purge', () => {
  const key: DocumentKey = { collection: 'things' as CollectionName, id: 'd1' as DocumentId };

  it('erases a document with everything that is kept of it, and the store stays sound', async () => {
    const bench = await damaged('SELECT 1');
    expect((await bench.run('purge', ['things', 'd1'])).said).toEqual(['things/d1 is purged']);
    expect(await checked(bench)).toEqual({ code: 0, lines: [] });
    const storage = await openSqlite({ file: bench.database, mode: 'read' });
    const page = await storage.changes.changes(key.collection, { since: 0 as never, limit: 100 });
    expect(
      page.kind === 'page' &&
        page.items.map(({ sequence, id, operation }) => `${sequence} ${id} ${operation}`),
    ).toEqual([
      '2 d2 create',
      '3 d3 create',
      '5 d2 replace',
      '6 d3 replace',
      '8 d2 replace',
      '9 d3 replace',
      '11 d1 purge',
    ]);
    await storage.close();
    const database = new Database(bench.database, { readonly: true });
    for (const table of ['Attachment', 'AttachmentChange', 'AttachmentChunk', 'AttachmentUpload']) {
      expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
    }
    expect(database.prepare("SELECT count(*) FROM FieldIndex WHERE id = 'd1'").pluck().get()).toBe(0);
    expect(database.pragma('freelist_count', { simple: true })).toBe(0);
    database.close();
    // A whole store with a purge in it can be moved.
    expect((await bench.run('export', ['--all', bench.path('purged.ndjson')])).code).toBe(0);
    expect((await newBench('moved').run('import', ['--all', bench.path('purged.ndjson')])).code).toBe(0);
  });

  it('twice changes nothing; of what never was it is refused', async () => {
    const bench = await damaged('SELECT 1');
    await bench.run('purge', ['things', 'd1']);
    expect((await bench.run('purge', ['things', 'd1'])).code).toBe(0);
    await expect(bench.run('purge', ['things', 'd9'])).rejects.toThrow('there is no such document');
    await expect(bench.run('purge', ['nowhere', 'd1'])).rejects.toThrow('there is no collection "nowhere"');
    expect((await bench.run('purge', ['things'])).code).toBe(2);
    const database = new Database(bench.database, { readonly: true });
    expect(database.prepare('SELECT sequence FROM Collection').pluck().get()).toBe(11);
    database.close();
  });
});
