import type {
  CollectionName,
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
import type { Connection } from './connection.js';
import { commitDocument, commitDocuments } from './document-commit.js';
import { DeclaredFields } from './field-index.js';
import { notCommitted, remembering } from './idempotency.js';
import type { SqliteLists } from './lists.js';
import {
  collectionColumns,
  collectionOf,
  type CollectionRow,
  headColumns,
  type HeadRow,
  headOf,
} from '../rows.js';
import type { GroupingWriter } from './writer.js';

const HEAD = `SELECT ${headColumns('d')} FROM Document AS d WHERE d.collection = ? AND d.id = ?`;

const READ = `
  SELECT ${headColumns('d')}, r.data AS data FROM Document AS d
  JOIN Revision AS r ON r.collection = d.collection AND r.id = d.id AND r.revision = d.revision
  WHERE d.collection = ? AND d.id = ? AND d.deleted = 0`;

const INSPECT = `
  SELECT ${collectionColumns('c')}, ${headColumns('d')} FROM Collection AS c
  LEFT JOIN Document AS d ON d.collection = c.name AND d.id = ?
  WHERE c.name = ?`;

const TEXT = 'SELECT data FROM Revision WHERE collection = ? AND id = ? AND revision = ?';

/** Documents on SQLite: reads are prepared statements, writes go through the writer. */
export class SqliteDocuments implements DocumentStore {
  readonly #declared = new DeclaredFields();
  /** Documents with a commit that waits for its turn, and its end. */
  readonly #underway = new Map<string, Promise<void>>();

  constructor(
    private readonly reader: Connection,
    private readonly writer: GroupingWriter,
    private readonly lists: SqliteLists,
    readonly epoch: string,
    private readonly signal: CommitSignal,
    /** What is left to do after a purge. */
    private readonly scrub: () => Promise<void> = async () => {},
  ) {}

  async head(key: DocumentKey): Promise<HeadSnapshot> {
    const row = this.reader.statement(HEAD).get(key.collection, key.id) as HeadRow | undefined;
    // Deleting a collection deletes its documents with it, so a live head needs no look at the collection.
    return row !== undefined && !row.deleted ? { kind: 'live', head: headOf(row) } : this.#resolve(key);
  }

  async read(key: DocumentKey): Promise<Snapshot> {
    const row = this.reader.statement(READ).get(key.collection, key.id) as
      (HeadRow & { data: string }) | undefined;
    if (row !== undefined) return { kind: 'live', head: headOf(row), text: row.data };
    const missing = this.#resolve(key);
    // It came into being between the two statements: the newer one is the truth.
    return missing.kind === 'live' ? this.read(key) : missing;
  }

  async inspect(key: DocumentKey): Promise<WriteSnapshot> {
    // A snapshot that is about to be outdated would be judged and committed for nothing.
    await this.#underway.get(nameOf(key));
    return this.#inspect(key);
  }

  async text(key: DocumentKey, revision: Revision): Promise<string | undefined> {
    const row = this.reader.statement(TEXT).get(key.collection, key.id, revision) as
      { data: string | null } | undefined;
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

  async commit(change: DocumentChange, remember?: Remembrance<DocumentHead>): Promise<DocumentCommit> {
    const committing = this.writer.enqueue((connection, now) =>
      remembering(connection, now, remember, () => commitDocument(connection, now, change, this.#declared)),
    );
    const head = await this.#watched(change.key, committing);
    if (head === undefined || head === 'known') return notCommitted(head);
    this.#announce([change]);
    if (change.operation === 'purge') await this.scrub();
    return { kind: 'committed', head };
  }

  async commitAll(
    changes: readonly DocumentChange[],
    remember?: Remembrance<readonly DocumentHead[]>,
  ): Promise<DocumentsCommit> {
    const heads = await this.writer.enqueue(
      (connection, now) =>
        remembering(connection, now, remember, () =>
          commitDocuments(connection, now, changes, this.#declared),
        ),
      changes.length,
    );
    if (heads === undefined || heads === 'known') return notCommitted(heads);
    this.#announce(changes);
    if (changes.some(({ operation }) => operation === 'purge')) await this.scrub();
    return { kind: 'committed', heads };
  }

  /** Makes it known that `key` is being written until `committing` has ended, or has to wait for another process. */
  async #watched<T>(key: DocumentKey, committing: Promise<T>): Promise<T> {
    const name = nameOf(key);
    const ends: (() => void)[] = [];
    const ended = new Promise<void>((resolve) => {
      ends.push(resolve, this.writer.onStall(resolve));
    });
    this.#underway.set(name, ended);
    try {
      return await committing;
    } finally {
      for (const end of ends) end();
      if (this.#underway.get(name) === ended) this.#underway.delete(name);
    }
  }

  #announce(changes: readonly DocumentChange[]): void {
    const changed = changes.filter(({ operation }) => operation !== 'keep');
    for (const collection of new Set(changed.map(({ key }) => key.collection))) {
      this.signal.announce({ kind: 'document', collection });
    }
  }

  #inspect(key: DocumentKey): WriteSnapshot {
    const row = this.reader.statement(INSPECT).get(key.id, key.collection) as
      (CollectionRow & { [column in keyof HeadRow]: HeadRow[column] | null }) | undefined;
    if (row === undefined) return { kind: 'collection-absent' };
    const collection = collectionOf(row);
    if (collection.deleted) return { kind: 'collection-deleted', collection };
    const head: DocumentHead | undefined = row.revision === null ? undefined : headOf(row as HeadRow);
    return { kind: 'open', collection, head };
  }

  #resolve(key: DocumentKey): { kind: 'live'; head: DocumentHead } | Missing {
    const snapshot = this.#inspect(key);
    if (snapshot.kind !== 'open') return snapshot;
    if (snapshot.head === undefined) return { kind: 'absent' };
    return { kind: snapshot.head.deleted ? 'deleted' : 'live', head: snapshot.head };
  }
}

function nameOf({ collection, id }: DocumentKey): string {
  return `${collection}/${id}`;
}
