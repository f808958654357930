// What the commands check, restore --adopt and purge do on PostgreSQL, and what they leave to its own tools.
import {
  adoptStore,
  backUpStore,
  checkStore,
  openPostgresql,
  recoverStore,
} from '../../../src/storage/index.js';
import type {
  CollectionName,
  DocumentId,
  DocumentKey,
  Operation,
  Sequence,
} from '../../../src/store/index.js';
import { describeOnPostgresql, usePostgresql } from '../../support/postgresql.js';

const name = 'things' as CollectionName;
const keyOf = (id: string): DocumentKey => ({ collection: name, id: id as DocumentId });

describeOnPostgresql('the care of a store on PostgreSQL', () => {
  const postgresql = usePostgresql();
  let url: string;

  const write = async (id: string, operation: Operation, text: string | null = '{}') => {
    const storage = await openPostgresql({ url, mode: 'serve' });
    try {
      const snapshot = await storage.documents.inspect(keyOf(id));
      if (snapshot.kind !== 'open') throw new Error(snapshot.kind);
      const expected = { revision: snapshot.head?.revision ?? null, settings: snapshot.collection.revision };
      const result = await storage.documents.commit({
        key: keyOf(id),
        operation,
        text,
        author: null,
        expected,
      });
      if (result.kind !== 'committed') throw new Error(result.kind);
      return result.head;
    } finally {
      await storage.close();
    }
  };
  const run = (sql: string) => postgresql.server.query(sql, url);
  const faults = async () => {
    const found: string[] = [];
    for await (const fault of checkStore({ kind: 'postgresql', url })) found.push(fault);
    return found;
  };

  beforeAll(async () => {
    url = await postgresql.server.database();
    const storage = await openPostgresql({ url, mode: 'serve' });
    await storage.collections.commit({
      name,
      settings: '{}',
      author: null,
      expected: null,
      recursive: false,
    });
    await storage.close();
    await write('a', 'create');
    await write('b', 'create');
    await write('a', 'replace', '{"n":2}');
  });

  it('check finds nothing in a sound store, one with a purge in it too', async () => {
    expect(await faults()).toEqual([]);
    await write('b', 'purge', null);
    expect(await faults()).toEqual([]);
  });

  it('check tells what does not fit together', async () => {
    await run(`UPDATE "Document" SET size = 99 WHERE id = 'a'`);
    await run('UPDATE "Collection" SET "documentCount" = 5');
    expect(await faults()).toEqual([
      'things/a: its revision 2 is not its state',
      'things: it counts 5 documents, and has another number of them',
    ]);
    await run(`UPDATE "Document" SET size = 7 WHERE id = 'a'`);
    await run('UPDATE "Collection" SET "documentCount" = 1');
    expect(await faults()).toEqual([]);
  });

  it('restore --adopt makes a new store: another epoch, later times, sequences further on, and lost places in feeds', async () => {
    const before = await openPostgresql({ url, mode: 'read' });
    const { epoch } = before.documents;
    await before.close();
    await adoptStore({ kind: 'postgresql', url });
    const now = Date.now();
    const head = await write('a', 'replace', '{"n":3}');
    expect(head.updatedAt).toBeGreaterThanOrEqual(now);
    expect(head.sequence).toBe(10_000_000_001);
    const storage = await openPostgresql({ url, mode: 'read' });
    expect(storage.documents.epoch).not.toBe(epoch);
    const kinds = [0, 1, 3, 4, 5, 6, 10_000_000_000].map(
      async (since) => (await storage.changes.changes(name, { since: since as Sequence, limit: 9 })).kind,
    );
    // There never were changes 5 and 6.
    expect(await Promise.all(kinds)).toEqual([
      'page',
      'page',
      'page',
      'page',
      'lost-place',
      'lost-place',
      'page',
    ]);
    await storage.close();
    expect(await faults()).toEqual([]);
  });

  it('backup and restore say which tools of PostgreSQL do it', async () => {
    const database = { kind: 'postgresql', url } as const;
    await expect(backUpStore(database, 'x', { replace: false })).rejects.toThrow('use pg_dump');
    await expect(recoverStore(database, 'x', { force: true })).rejects.toThrow('use pg_restore');
  });
});
