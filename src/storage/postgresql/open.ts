import { randomBytes } from 'node:crypto';
import { type Milliseconds, StoreFailure, StoreRefusal } from '../../store/index.js';
import { clockFrom } from '../clock.js';
import { CommitSignal } from '../commit-signal.js';
import { GroupSignal } from '../group-signal.js';
import { IndexBuilder } from '../index-builder.js';
import type { Storage, StorageOptions } from '../storage.js';
import { PostgresqlAttachments } from './attachments.js';
import { PostgresqlChanges } from './changes.js';
import { PostgresqlCollections } from './collections.js';
import { Database } from './database.js';
import { PostgresqlDocuments } from './documents.js';
import { PostgresqlHistory } from './history.js';
import { PostgresqlIdempotency } from './idempotency.js';
import { buildStep } from './index-step.js';
import { PostgresqlLists } from './lists.js';
import { migrate, refuseUnknown } from './migrations.js';
import { PrismaReads } from './prisma-reads.js';
import { ReplicaSignal } from './replica-signal.js';
import { refuseUnsafeServer } from './server-check.js';
import { TIMEOUTS, type Timeouts } from './timeouts.js';
import { Turns } from './turns.js';
import { GroupingWriter } from './writer.js';

/** How to open a store on a server. */
export interface PostgresqlOptions extends StorageOptions {
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string;
  /** Milliseconds to wait for the server to answer. */
  readonly patience?: number;
  /** Where not the usual ones hold. */
  readonly timeouts?: Partial<Timeouts>;
  /** Milliseconds between two looks for commits of other replicas that no notification has told of. */
  readonly catchUp?: number;
}

const RETRY = 250;
const CATCH_UP = 5000;

/** Writes what is there already: a commit, and nothing that any tag or feed would show. */
const PROBE = 'UPDATE "Store" SET epoch = epoch WHERE id = 1';

/** Opens the store at `options.url`. Throws a StoreRefusal, whose message is one line, when it cannot be used. */
export async function openPostgresql(options: PostgresqlOptions): Promise<Storage> {
  const verify = options.mode === 'serve' ? refuseUnsafeServer : undefined;
  const database = new Database(options.url, options.connections ?? 10, verify, {
    ...TIMEOUTS,
    ...options.timeouts,
  });
  try {
    await whenReachable(() => prepare(database, options.mode), options.patience ?? 10_000);
    const schema = await database.get<{ schema: string }>('SELECT current_schema() AS schema', {});
    const prisma = new PrismaReads(database.pool, schema?.schema ?? 'public');
    const store = await prisma.identity();
    if (store === null) {
      throw new StoreRefusal('the database has no identity row: it was not made by this program');
    }
    return await wire(database, prisma, store, options);
  } catch (error) {
    await database.close();
    throw refusal(options.url, error);
  }
}

async function wire(
  database: Database,
  prisma: PrismaReads,
  { epoch, notBefore }: { readonly epoch: string; readonly notBefore: bigint },
  options: PostgresqlOptions,
): Promise<Storage> {
  const now = clockFrom(Number(notBefore) as Milliseconds, options.now);
  const fail = options.onFailure ?? (() => {});
  const signal = new CommitSignal();
  const replicas = new ReplicaSignal(database, signal, options.catchUp ?? CATCH_UP, fail);
  const part = (share: number) => new Turns(Math.max(1, Math.floor(database.size * share)));
  const groups = new GroupSignal();
  const writer = new GroupingWriter(database, part(0.5), {
    queueLimit: options.queueLimit ?? 10_000,
    now,
    tell: replicas.tell,
    committed: (members, began) => groups.announce(members, began),
  });
  const builder = new IndexBuilder(
    () => buildStep(database, writer),
    options.onIndexProgress ?? (() => {}),
    fail,
  );
  // Settings may declare an index; and what a stop interrupted goes on.
  signal.subscribe(({ kind }) => {
    if (kind === 'collection' && options.mode === 'serve') builder.wake();
  });
  if (options.mode === 'serve') {
    await replicas.start();
    builder.wake();
  }
  const lists = new PostgresqlLists(database, part(0.3));
  return {
    documents: new PostgresqlDocuments(database, writer, lists, epoch, signal),
    collections: new PostgresqlCollections(database, prisma, writer, signal),
    history: new PostgresqlHistory(database, prisma, writer, now),
    attachments: new PostgresqlAttachments(database, writer, part(0.3), epoch, signal, now),
    changes: new PostgresqlChanges(database),
    idempotency: new PostgresqlIdempotency(database, now),
    tokens: prisma.tokens,
    onCommit: (listener) => signal.subscribe(listener),
    onGroup: (listener) => groups.subscribe(listener),
    waiting: () => writer.waiting,
    async probe() {
      const rows = await database.run(PROBE, {});
      if (rows !== 1) throw new StoreFailure('replaced');
    },
    async close() {
      await builder.stop();
      await writer.close();
      await replicas.close();
      await prisma.close();
      await database.close();
    },
  };
}

export async function prepare(database: Database, mode: PostgresqlOptions['mode']): Promise<void> {
  if (mode === 'read') return refuseUnknown(database);
  await migrate(database, newEpoch());
}

/** A server that starts at the same time as the service may take its time. */
async function whenReachable(task: () => Promise<void>, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  for (;;) {
    try {
      await task();
      return;
    } catch (error) {
      const away =
        error instanceof StoreFailure && error.reason === 'down' && !(error.cause instanceof StoreRefusal);
      if (!away || performance.now() >= deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }
}

// 40 bits: enough to tell a store from its restored copies.
export function newEpoch(): string {
  return BigInt(`0x${randomBytes(5).toString('hex')}`).toString(36);
}

/** What the operator should read instead of a driver's error; bugs stay what they are. Never tells the password. */
export function refusal(url: string, error: unknown): unknown {
  const { host, pathname } = new URL(url);
  const name = `postgresql://${host}${pathname}`;
  const refused = error instanceof StoreFailure && error.cause instanceof StoreRefusal ? error.cause : error;
  if (refused instanceof StoreRefusal) {
    return new StoreRefusal(`${name}: ${refused.message}`, { cause: error });
  }
  if (!(error instanceof StoreFailure)) return error;
  const { message, code } = (error.cause ?? error) as { readonly message?: string; readonly code?: string };
  // Attempts at several addresses of one name fail together, without a message.
  const [line] = (message || code || error.reason).split('\n');
  return new StoreRefusal(`${name} cannot be used: ${line}: check DATABASE_URL, and that the server runs`, {
    cause: error,
  });
}
