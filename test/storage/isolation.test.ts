// Storage rule 1: reads never share a connection with writes.
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { openSqlite, type Storage } from '../../src/storage/index.js';
import { PrismaClient } from '../../src/storage/generated/prisma/client.js';
import { SqliteCollections } from '../../src/storage/sqlite/collections.js';
import { CommitSignal } from '../../src/storage/commit-signal.js';
import { SqliteDocuments } from '../../src/storage/sqlite/documents.js';
import { SqliteHistory } from '../../src/storage/sqlite/history.js';
import { SqliteLists } from '../../src/storage/sqlite/lists.js';
import { Snapshots } from '../../src/storage/sqlite/snapshots.js';
import type { Milliseconds, Revision, Sequence } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { connectionOf, fill, KEY, partsOf, TEXT } from '../support/storage-parts.js';

const folder = temporaryFolder();

const clock = () => Date.now() as Milliseconds;

// Nothing here filters a list.
const SNAPSHOTS = new Snapshots(() => {
  throw new Error('no snapshot is needed');
});

const READS = [
  'head',
  'read',
  'inspect',
  'text',
  'listState',
  'list',
  'collection',
  'collections',
  'live',
  'revisions',
] as const;
type Read = (typeof READS)[number];
type Reads = Pick<Storage, 'documents' | 'collections' | 'history'>;

// Changes what every one of the reads tells.
const CHANGE = [
  'UPDATE Document SET revision = 2, sequence = 2',
  `UPDATE Revision SET revision = 2, sequence = 2, data = '{"state":"dirty"}'`,
  `UPDATE Collection SET sequence = 2, revision = 2, settings = '{"dirty":1}'`,
];

/** What every read of the port tells, each as one comparable text. */
async function readAll({ documents, collections, history }: Reads): Promise<Record<Read, string>> {
  const seen = {
    head: await documents.head(KEY),
    read: await documents.read(KEY),
    inspect: await documents.inspect(KEY),
    text: { text: await documents.text(KEY, 1 as Revision) },
    listState: await documents.listState(KEY.collection),
    list: await documents.list(KEY.collection, { conditions: [], sort: [], after: undefined, limit: 10 }),
    collection: await collections.read(KEY.collection),
    collections: await collections.list(),
    live: await collections.liveAfter(KEY.collection, 0 as Sequence),
    revisions: await history.revisions(KEY, { limit: 10 }),
  };
  const entries = Object.entries(seen).map(([read, result]) => [read, JSON.stringify(result)]);
  return Object.fromEntries(entries) as Record<Read, string>;
}

/** Which reads notice a transaction that `run` holds open, and which of them still do after `end`. */
async function probe(store: Reads, run: (sql: string) => unknown, end: 'COMMIT' | 'ROLLBACK') {
  const before = await readAll(store);
  const changed = async (): Promise<Read[]> => {
    const now = await readAll(store);
    return READS.filter((read) => now[read] !== before[read]);
  };
  await run('BEGIN IMMEDIATE');
  for (const sql of CHANGE) await run(sql);
  const during = await changed();
  await run(end);
  return { during, after: await changed() };
}

describe('reads while a write transaction is open', () => {
  let file: string;
  let storage: Storage;
  let files = 0;

  beforeEach(async () => {
    files += 1;
    file = `${folder.path}/store-${files}.db`;
    storage = await openSqlite({ file, mode: 'serve' });
    await fill(storage);
  });
  afterEach(() => storage.close());

  it('show only what is committed, and after the rollback nothing of it either', async () => {
    const connection = await connectionOf(partsOf(storage).writer);
    const run = (sql: string) => connection.statement(sql).run();
    expect(await probe(storage, run, 'ROLLBACK')).toEqual({ during: [], after: [] });
  });

  it('show all of it once it is committed: the probe looks at everything', async () => {
    const connection = await connectionOf(partsOf(storage).writer);
    const run = (sql: string) => connection.statement(sql).run();
    expect(await probe(storage, run, 'COMMIT')).toEqual({ during: [], after: [...READS] });
  });

  it('made from within a write of the queue show only what is committed', async () => {
    const { writer } = partsOf(storage);
    const seen = await writer.enqueue((connection) => {
      for (const sql of CHANGE) connection.statement(sql).run();
      // Own statements run at once, while the transaction is open.
      return [storage.documents.head(KEY), storage.documents.read(KEY)] as const;
    });
    expect(await seen[0]).toMatchObject({ kind: 'live', head: { revision: 1 } });
    expect(await seen[1]).toMatchObject({ kind: 'live', head: { revision: 1 }, text: TEXT });
    expect(await storage.documents.head(KEY)).toMatchObject({ head: { revision: 2 } });
  });

  it('would be dirty if statements were read on the writer’s connection: the probe detects it', async () => {
    const { writer, prisma } = partsOf(storage);
    const connection = await connectionOf(writer);
    const miswired: Reads = {
      documents: new SqliteDocuments(
        connection,
        writer,
        new SqliteLists(connection, SNAPSHOTS),
        'epoch',
        new CommitSignal(),
      ),
      collections: new SqliteCollections(connection, writer, new CommitSignal()),
      history: new SqliteHistory(connection, prisma, writer, clock),
    };
    const run = (sql: string) => connection.statement(sql).run();
    const dirty = { during: READS.filter((read) => read !== 'revisions'), after: [] };
    expect(await probe(miswired, run, 'ROLLBACK')).toEqual(dirty);
  });

  it('would be dirty if one Prisma client read and wrote: the probe detects it', async () => {
    const { writer, reader } = partsOf(storage);
    const prisma = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: `file:${file}` }) });
    const miswired: Reads = {
      documents: new SqliteDocuments(
        reader,
        writer,
        new SqliteLists(reader, SNAPSHOTS),
        'epoch',
        new CommitSignal(),
      ),
      collections: new SqliteCollections(reader, writer, new CommitSignal()),
      history: new SqliteHistory(reader, prisma, writer, clock),
    };
    const run = (sql: string) => prisma.$executeRawUnsafe(sql);
    const dirty = { during: ['revisions'], after: [] };
    expect(await probe(miswired, run, 'ROLLBACK')).toEqual(dirty);
    await prisma.$disconnect();
  });
});
