import { openSqlite, type Storage } from '../../src/storage/index.js';
import { Connection } from '../../src/storage/sqlite/connection.js';
import { SqliteDocuments } from '../../src/storage/sqlite/documents.js';
import { readingClient } from '../../src/storage/sqlite/prisma-client.js';
import { GroupingWriter } from '../../src/storage/sqlite/writer.js';
import type {
  CollectionName,
  DocumentId,
  DocumentKey,
  Milliseconds,
  Revision,
} from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';

const folder = temporaryFolder();
const key: DocumentKey = { collection: 'c' as CollectionName, id: 'a' as DocumentId };
const ABORT = new Error('rolled back on purpose');

const clock = () => Date.now() as Milliseconds;

/** What the parts of a store are, so that a test can wire them wrongly. */
interface Parts {
  readonly documents: SqliteDocuments;
  readonly writer: GroupingWriter;
  close(): Promise<void>;
}

/** A store with one document at revision 1. `shared` gives reads the writer's own connection: the mistake. */
async function wire(name: string, shared: boolean): Promise<Parts> {
  const file = `${folder.path}/${name}.db`;
  await fill(file);
  const connection = Connection.open(file, 'write');
  const reader = shared ? connection : Connection.open(file, 'read');
  const prisma = readingClient(file);
  const writer = new GroupingWriter(() => connection, { busyLimit: 500, queueLimit: 100, now: clock });
  return {
    documents: new SqliteDocuments(reader, prisma, writer, 'epoch'),
    writer,
    async close() {
      await writer.close();
      if (!shared) reader.close();
      await prisma.$disconnect();
    },
  };
}

async function fill(file: string): Promise<void> {
  const storage: Storage = await openSqlite({ file, mode: 'serve' });
  await storage.collections.commit({
    name: key.collection,
    settings: '{}',
    author: null,
    expected: null,
    recursive: false,
  });
  await storage.documents.commit({
    key,
    operation: 'create',
    text: '{"state":"committed"}',
    author: null,
    expected: { revision: null, settings: 1 as Revision },
  });
  await storage.close();
}

/** What readers see while a transaction that changed the document is open, and is rolled back afterwards. */
async function readDuringTransaction({ documents, writer }: Parts) {
  const seen: { head?: ReturnType<typeof documents.head>; read?: ReturnType<typeof documents.read> } = {};
  await expect(
    writer.enqueue((connection) => {
      connection.statement('UPDATE Document SET revision = 2').run();
      connection.statement('UPDATE Revision SET revision = 2, data = \'{"state":"dirty"}\'').run();
      // These begin at once: the prepared statements run before the first await.
      seen.head = documents.head(key);
      seen.read = documents.read(key);
      throw ABORT;
    }),
  ).rejects.toBe(ABORT);
  return { head: await seen.head, read: await seen.read };
}

describe('storage rule 1: reads have connections of their own', () => {
  it('while a transaction is open, readers see the committed state and nothing of the transaction', async () => {
    const parts = await wire('right', false);
    const { head, read } = await readDuringTransaction(parts);
    expect(head).toMatchObject({ kind: 'live', head: { revision: 1 } });
    expect(read).toMatchObject({ kind: 'live', head: { revision: 1 }, text: '{"state":"committed"}' });
    expect(await parts.documents.read(key)).toMatchObject({ text: '{"state":"committed"}' });
    await parts.close();
  });

  it('with the connection shared, the same probe sees what is never committed: the test can fail', async () => {
    const parts = await wire('wrong', true);
    const { head, read } = await readDuringTransaction(parts);
    expect(head).toMatchObject({ kind: 'live', head: { revision: 2 } });
    expect(read).toMatchObject({ text: '{"state":"dirty"}' });
    await parts.close();
  });

  it('lists do not see an open transaction either, nor does a commit wait for them', async () => {
    const parts = await wire('lists', false);
    let list: ReturnType<typeof parts.documents.list> | undefined;
    await parts.writer
      .enqueue((connection) => {
        connection.statement('UPDATE Document SET deleted = 1').run();
        list = parts.documents.list(key.collection, { after: undefined, limit: 10 });
        throw ABORT;
      })
      .catch(() => undefined);
    expect(await list).toMatchObject({ kind: 'page', count: 1, items: [{ id: 'a', revision: 1 }] });
    await parts.close();
  });
});
