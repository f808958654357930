import type {
  CollectionChange,
  CollectionCommit,
  CollectionHead,
  CollectionName,
  CollectionStore,
  Committed,
  LivePage,
  Remembrance,
  Sequence,
} from '../../store/index.js';
import type { CommitSignal } from '../commit-signal.js';
import { collectionOf } from '../rows.js';
import { commitCollection } from './collection-commit.js';
import type { Database } from './database.js';
import { liveAfter } from './live-documents.js';
import { type PrismaReads, readCollection } from './prisma-reads.js';
import { type GroupingWriter, notCommitted } from './writer.js';

/** Collections on PostgreSQL. */
export class PostgresqlCollections implements CollectionStore {
  constructor(
    private readonly database: Database,
    private readonly prisma: PrismaReads,
    private readonly writer: GroupingWriter,
    private readonly signal: CommitSignal,
  ) {}

  async read(name: CollectionName): Promise<CollectionHead | undefined> {
    const row = await this.prisma.collection(name);
    return row === null ? undefined : collectionOf(readCollection(row));
  }

  async list(): Promise<readonly CollectionHead[]> {
    const rows = await this.prisma.liveCollections();
    return rows.map((row) => collectionOf(readCollection(row)));
  }

  async liveAfter(name: CollectionName, after: Sequence): Promise<LivePage> {
    return liveAfter(this.database, name, after);
  }

  async commit(change: CollectionChange, claim?: Remembrance<CollectionHead>): Promise<CollectionCommit> {
    const committed: Committed = { kind: 'collection', collection: change.name };
    const changes = change.keep === true ? [] : [committed];
    const head = await this.writer.enqueue({
      collections: [change.name],
      changes,
      work: (transaction) => commitCollection(transaction, change),
      claim,
      // Whatever shares its transaction could be judged by settings that are never committed.
      alone: true,
    });
    if (head === undefined || head === 'known') return notCommitted(head);
    for (const each of changes) this.signal.announce(each);
    return { kind: 'committed', head };
  }
}
