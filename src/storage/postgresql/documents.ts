import type {
  CollectionName,
  Committed,
  Condition,
  DocumentChange,
  DocumentCommit,
  DocumentHead,
  DocumentKey,
  DocumentsCommit,
  DocumentStore,
  HeadSnapshot,
  ListQuery,
  Missing,
  Remembrance,
  Revision,
  Snapshot,
  WriteSnapshot,
} from '../../store/index.js';
import type { CommitSignal } from '../commit-signal.js';
import {
  collectionColumns,
  collectionOf,
  type CollectionRow,
  headColumns,
  type HeadRow,
  headOf,
} from '../rows.js';
import type { Database } from './database.js';
import { commitDocument, commitDocuments } from './document-commit.js';
import type { PostgresqlLists } from './lists.js';
import { Underway } from '../underway.js';
import { type GroupingWriter, notCommitted } from './writer.js';

const HEAD = `
  SELECT ${headColumns('d')} FROM "Document" AS d WHERE d.collection = @collection AND d.id = @id`;

const READ = `
  SELECT ${headColumns('d')}, r.data AS data FROM "Document" AS d
  JOIN "Revision" AS r ON r.collection = d.collection AND r.id = d.id AND r.revision = d.revision
  WHERE d.collection = @collection AND d.id = @id AND NOT d.deleted`;

const INSPECT = `
  SELECT ${collectionColumns('c')}, ${headColumns('d')} FROM "Collection" AS c
  LEFT JOIN "Document" AS d ON d.collection = c.name AND d.id = @id
  WHERE c.name = @collection`;

const TEXT = `
  SELECT data FROM "Revision" WHERE collection = @collection AND id = @id AND revision = @revision`;

/** Milliseconds that a write waits to be judged while its document is being written: the lock may be another replica's. */
const PATIENCE = 100;

/** Documents on PostgreSQL: each read is one statement, writes go through the writer. */
export class PostgresqlDocuments implements DocumentStore {
  readonly #underway = new Underway();

  constructor(
    private readonly database: Database,
    private readonly writer: GroupingWriter,
    private readonly lists: PostgresqlLists,
    readonly epoch: string,
    private readonly signal: CommitSignal,
  ) {}

  async head(key: DocumentKey): Promise<HeadSnapshot> {
    const row = await this.database.get<HeadRow>(HEAD, { ...key });
    // Deleting a collection deletes its documents with it, so a live head needs no look at the collection.
    return row !== undefined && row.deleted === false
      ? { kind: 'live', head: headOf(row) }
      : this.#resolve(key);
  }

  async read(key: DocumentKey): Promise<Snapshot> {
    const row = await this.database.get<HeadRow & { data: string }>(READ, { ...key });
    if (row !== undefined) return { kind: 'live', head: headOf(row), text: row.data };
    const missing = await this.#resolve(key);
    // It came into being between the two statements: the newer one is the truth.
    return missing.kind === 'live' ? this.read(key) : missing;
  }

  async inspect(key: DocumentKey): Promise<WriteSnapshot> {
    // A snapshot that is about to be outdated would be judged for nothing, and wait in the same lane to learn that.
    await this.#underway.end(key);
    return this.#inspect(key);
  }

  async text(key: DocumentKey, revision: Revision): Promise<string | undefined> {
    const row = await this.database.get<{ data: string | null }>(TEXT, { ...key, revision });
    return row?.data ?? undefined;
  }

  listState(
    collection: CollectionName,
    conditions?: readonly Condition[],
  ): ReturnType<DocumentStore['listState']> {
    return this.lists.listState(collection, conditions);
  }

  list(collection: CollectionName, query: ListQuery): ReturnType<DocumentStore['list']> {
    return this.lists.list(collection, query);
  }

  async commit(change: DocumentChange, claim?: Remembrance<DocumentHead>): Promise<DocumentCommit> {
    const changes = changesOf([change]);
    const committing = this.writer.enqueue({
      collections: [change.key.collection],
      changes,
      work: (transaction) => commitDocument(transaction, change),
      claim,
      // It takes several statements, between which those of others would come.
      alone: change.operation === 'purge',
    });
    const head = await this.#underway.during(change.key, committing, afterPatience);
    if (head === undefined || head === 'known') return notCommitted(head);
    for (const committed of changes) this.signal.announce(committed);
    return { kind: 'committed', head };
  }

  async commitAll(
    several: readonly DocumentChange[],
    claim?: Remembrance<readonly DocumentHead[]>,
  ): Promise<DocumentsCommit> {
    const changes = changesOf(several);
    const heads = await this.writer.enqueue({
      collections: [...new Set(several.map(({ key }) => key.collection))].toSorted(),
      changes,
      work: (transaction) => commitDocuments(transaction, several),
      claim,
      alone: true,
    });
    if (heads === undefined || heads === 'known') return notCommitted(heads);
    for (const committed of changes) this.signal.announce(committed);
    return { kind: 'committed', heads };
  }

  async #inspect(key: DocumentKey): Promise<WriteSnapshot> {
    const row = await this.database.get<
      CollectionRow & { [column in keyof HeadRow]: HeadRow[column] | null }
    >(INSPECT, { ...key });
    if (row === undefined) return { kind: 'collection-absent' };
    const collection = collectionOf(row);
    if (collection.deleted) return { kind: 'collection-deleted', collection };
    const head: DocumentHead | undefined = row.revision === null ? undefined : headOf(row as HeadRow);
    return { kind: 'open', collection, head };
  }

  async #resolve(key: DocumentKey): Promise<{ kind: 'live'; head: DocumentHead } | Missing> {
    const snapshot = await this.#inspect(key);
    if (snapshot.kind !== 'open') return snapshot;
    if (snapshot.head === undefined) return { kind: 'absent' };
    return { kind: snapshot.head.deleted ? 'deleted' : 'live', head: snapshot.head };
  }
}

function afterPatience(act: () => void): () => void {
  const timer = setTimeout(act, PATIENCE);
  return () => clearTimeout(timer);
}

function changesOf(changes: readonly DocumentChange[]): readonly Committed[] {
  const changed = changes.filter(({ operation }) => operation !== 'keep');
  return [...new Set(changed.map(({ key }) => key.collection))].map((collection) => ({
    kind: 'document',
    collection,
  }));
}
