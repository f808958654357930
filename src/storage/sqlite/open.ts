import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Milliseconds, StoreRefusal } from '../../store/index.js';
import { clockFrom } from '../clock.js';
import { CommitSignal } from '../commit-signal.js';
import { GroupSignal } from '../group-signal.js';
import { IndexBuilder } from '../index-builder.js';
import type { Storage, StorageOptions } from '../storage.js';
import { AttachmentSweep } from './attachment-sweep.js';
import { PrismaTokens } from '../tokens.js';
import { SqliteAttachments } from './attachments.js';
import { SqliteChanges } from './changes.js';
import { CheckpointThread } from './checkpoint-thread.js';
import { Checkpointer, LOG_LIMITS, type LogLimits } from './checkpointer.js';
import { SqliteCollections } from './collections.js';
import { Connection } from './connection.js';
import { createIfAbsent, makeFolder } from './create.js';
import { SqliteDocuments } from './documents.js';
import { sqliteCode } from './failures.js';
import { FileIdentity } from './file-identity.js';
import { SqliteHistory } from './history.js';
import { SqliteIdempotency } from './idempotency.js';
import { buildStep } from './index-step.js';
import { SqliteLists } from './lists.js';
import { lockDatabase } from './lock.js';
import { migrate } from './migrations.js';
import { prove, readProbe, requireRoom, writeProbe } from './probe.js';
import { readingClient } from './prisma-client.js';
import { readyToRead } from './ready-to-read.js';
import { Scrubber } from './scrubber.js';
import { Snapshots } from './snapshots.js';
import { GroupingWriter } from './writer.js';

/** How to open a store in a file. */
export interface SqliteOptions extends StorageOptions {
  /** The database file; relative to the working directory. */
  readonly file: string;
  /** Milliseconds to wait for another process to give the database up. */
  readonly lockPatience?: number;
  /** Milliseconds to go on trying while a foreign write lock stands. */
  readonly busyLimit?: number;
  /** When the log is shortened. */
  readonly logLimits?: LogLimits;
}

/** Opens the store at `options.file`. Throws a StoreRefusal, whose message is one line, when it cannot be used. */
export async function openSqlite(options: SqliteOptions): Promise<Storage> {
  const file = resolve(options.file);
  if (options.mode === 'read' && !existsSync(file)) {
    throw new StoreRefusal(`${file} cannot be opened: it does not exist`);
  }
  const release = options.mode === 'serve' ? await takeOver(file, options.lockPatience ?? 5000) : () => {};
  try {
    if (options.mode === 'read') await readyToRead(file);
    const open = (mode: 'read' | 'write') => Connection.open(file, mode);
    const reader = open('read');
    const { epoch, notBefore } = identity(reader);
    const now = clockFrom(notBefore, options.now);
    const limits = options.logLimits ?? LOG_LIMITS;
    const files = new FileIdentity(file);
    const groups = new GroupSignal();
    const writer = new GroupingWriter(
      () => (options.mode === 'serve' ? writing(file, limits) : open('read')),
      {
        busyLimit: options.busyLimit ?? 800,
        queueLimit: options.queueLimit ?? 10_000,
        now,
        verify: () => files.verify(),
        prove,
        committed: (members, began) => groups.announce(members, began),
        afterCommit: (connection) => checkpointer.look(connection),
      },
    );
    const checkpointer = new Checkpointer(
      () => new CheckpointThread(file, files.known),
      options.onFailure ?? (() => {}),
      limits,
    );
    const prisma = readingClient(file);
    const signal = new CommitSignal();
    const snapshots = new Snapshots(() => open('read'));
    const sweep = new AttachmentSweep(reader, writer, now);
    const scrubber = new Scrubber(writer, sweep, options.onFailure ?? (() => {}));
    const builder = new IndexBuilder(
      () => writer.enqueue(buildStep),
      options.onIndexProgress ?? (() => {}),
      options.onFailure ?? (() => {}),
    );
    // Settings may declare an index; and what a stop interrupted goes on.
    signal.subscribe(({ kind }) => {
      if (kind === 'collection') builder.wake();
    });
    if (options.mode === 'serve') builder.wake();
    return {
      documents: new SqliteDocuments(reader, writer, new SqliteLists(reader, snapshots), epoch, signal, () =>
        scrubber.run(),
      ),
      collections: new SqliteCollections(reader, writer, signal),
      history: new SqliteHistory(reader, prisma, writer, now),
      attachments: new SqliteAttachments(reader, writer, prisma, epoch, signal, sweep),
      changes: new SqliteChanges(reader),
      idempotency: new SqliteIdempotency(reader, writer, now),
      tokens: new PrismaTokens(prisma),
      onCommit: (listener) => signal.subscribe(listener),
      onGroup: (listener) => groups.subscribe(listener),
      waiting: () => writer.waiting,
      async probe() {
        await writer.enqueue(writeProbe);
        await requireRoom(dirname(file));
        readProbe(reader);
      },
      async close() {
        await builder.stop();
        scrubber.stop();
        await writer.finish();
        await checkpointer.stop();
        snapshots.close();
        reader.close();
        await prisma.$disconnect();
        // Last: whoever cannot write leaves the log behind.
        await writer.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw refusal(file, error);
  }
}

/** The connection that commits. It leaves the log to the checkpointer. */
function writing(file: string, { bound }: LogLimits): Connection {
  const connection = Connection.open(file, 'write');
  const { database } = connection;
  database.pragma('wal_autocheckpoint = 0');
  // What it reads is what it has just written; the default would take 16 MiB.
  database.pragma('cache_size = -4000');
  // A log that had to grow, because somebody was reading, gives its space back when it begins anew.
  const page = database.pragma('page_size', { simple: true }) as number;
  database.pragma(`journal_size_limit = ${2 * bound * page}`);
  return connection;
}

/** Becomes the one process that serves `file`: locked, made when absent, migrated. */
export async function takeOver(file: string, patience: number): Promise<() => void> {
  try {
    makeFolder(file);
    const release = await lockDatabase(file, patience);
    try {
      createIfAbsent(file);
      // SQLite would open it for reading only, and every write would fail.
      accessSync(file, constants.W_OK);
      const connection = Connection.open(file, 'write');
      try {
        migrate(connection.database);
      } finally {
        connection.close();
      }
      return release;
    } catch (error) {
      release();
      throw error;
    }
  } catch (error) {
    throw refusal(file, error);
  }
}

/** What the database says of itself. Closes `reader` when that is nothing. */
function identity(reader: Connection): { readonly epoch: string; readonly notBefore: Milliseconds } {
  const tables = reader.statement("SELECT 1 FROM sqlite_master WHERE name = 'Store'").get();
  const store = tables && reader.statement('SELECT * FROM Store WHERE id = 1').get();
  // A store that is read beside a server of an older program may lack what came later.
  if (store !== undefined) return { notBefore: 0 as Milliseconds, ...(store as { readonly epoch: string }) };
  reader.close();
  throw new StoreRefusal('the database has no identity row: it was not made by this program');
}

const MEANINGS: readonly (readonly [prefix: string, meaning: string])[] = [
  ['SQLITE_NOTADB', 'is not an SQLite database, or is damaged: restore a backup'],
  ['SQLITE_CORRUPT', 'is damaged: restore a backup'],
  ['SQLITE_READONLY', 'cannot be written: check the rights of the file and its folder'],
  ['SQLITE_CANTOPEN', 'cannot be opened: check that it exists and the rights of its folder'],
  ['SQLITE_BUSY', 'is locked by another program'],
  ['EACCES', 'cannot be opened: permission denied for the file or its folder'],
  ['EROFS', 'lies on a read-only file system'],
  ['EEXIST', 'cannot be opened: a part of the path is not a folder'],
  ['ENOTDIR', 'cannot be opened: a part of the path is not a folder'],
];

/** What the operator should read instead of a driver's error; bugs stay what they are. */
export function refusal(file: string, error: unknown): unknown {
  const code = sqliteCode(error) ?? (error as NodeJS.ErrnoException).code;
  const meaning = MEANINGS.find(([prefix]) => code?.startsWith(prefix))?.[1];
  return meaning === undefined ? error : new StoreRefusal(`${file} ${meaning}`, { cause: error });
}
