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
import { collectionColumns, headColumns } from '../rows.js';
import {
  type CollectionTuple,
  collectionOfTuple,
  HEAD_WIDTH,
  type HeadTuple,
  headOfTuple,
} from './tuples.js';
import { Underway } from '../underway.js';
import type { GroupingWriter } from './writer.js';

const HEAD = `SELECT ${headColumns('d')} FROM Document AS d WHERE d.collection = ? AND d.id = ?`;

const READ = `
  SELECT ${headColumns('d')}, r.data AS data FROM Document AS d
  JOIN Revision AS r ON r.collection = d.collection AND r.id = d.id AND r.revision = d.revision
  WHERE d.collection = ? AND d.id = ? AND d.deleted = 0`;

const INSPECT = `
  SELECT ${headColumns('d')}, ${collectionColumns('c')} FROM Collection AS c
  LEFT JOIN Document AS d ON d.collection = c.name AND d.id = ?
  WHERE c.name = ?`;

const TEXT = 'SELECT data FROM Revision WHERE collection = ? AND id = ? AND revision = ?';

/** Commits under way up to which a read waits for that of its document: they share one transaction, which is next. */
const READS_WAIT = 64;

/** Documents on SQLite: reads are prepared statements, writes go through the writer. */
export class SqliteDocuments implements DocumentStore {
  readonly #declared = new DeclaredFields();
  readonly #underway = new Underway();

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
    if (this.#underway.size > 0) await this.#settled(key);
    const row = this.reader.tuples(HEAD).get(key.collection, key.id) as HeadTuple | undefined;
    if (row === undefined) return this.#resolve(key);
    const head = headOfTuple(row);
    // Deleting a collection deletes its documents with it, so a live head needs no look at the collection.
    return head.deleted ? this.#resolve(key) : { kind: 'live', head };
  }

  async read(key: DocumentKey): Promise<Snapshot> {
    if (this.#underway.size > 0) await this.#settled(key);
    const row = this.reader.tuples(READ).get(key.collection, key.id) as
      readonly [...HeadTuple, text: string] | undefined;
    if (row !== undefined) return { kind: 'live', head: headOfTuple(row), text: row[7] };
    const missing = this.#resolve(key);
    // It came into being between the two statements: the newer one is the truth.
    return missing.kind === 'live' ? this.read(key) : missing;
  }

  async inspect(key: DocumentKey): Promise<WriteSnapshot> {
    // A snapshot that is about to be outdated would be judged and committed for nothing.
    await this.#underway.end(key);
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
    const head = await this.#underway.during(change.key, committing, (act) => this.writer.onStall(act));
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

  /**
   * Lets a commit of `key` that is about to be made come first: the state that a read would show now is outdated before
   * it arrives, and whoever writes against it is refused. When many wait, the turn of this one is not near.
   */
  async #settled(key: DocumentKey): Promise<void> {
    if (this.#underway.size <= READS_WAIT) await this.#underway.end(key);
  }

  #announce(changes: readonly DocumentChange[]): void {
    const changed = changes.filter(({ operation }) => operation !== 'keep');
    for (const collection of new Set(changed.map(({ key }) => key.collection))) {
      this.signal.announce({ kind: 'document', collection });
    }
  }

  #inspect(key: DocumentKey): WriteSnapshot {
    const row = this.reader.tuples(INSPECT).get(key.id, key.collection) as
      readonly [...HeadTuple, ...CollectionTuple] | undefined;
    if (row === undefined) return { kind: 'collection-absent' };
    const collection = collectionOfTuple(row.slice(HEAD_WIDTH) as unknown as CollectionTuple);
    if (collection.deleted) return { kind: 'collection-deleted', collection };
    // The outer join has nothing but nulls where there is no document.
    const head = (row[0] as unknown) === null ? undefined : headOfTuple(row);
    return { kind: 'open', collection, head };
  }

  #resolve(key: DocumentKey): { kind: 'live'; head: DocumentHead } | Missing {
    const snapshot = this.#inspect(key);
    if (snapshot.kind !== 'open') return snapshot;
    if (snapshot.head === undefined) return { kind: 'absent' };
    return { kind: snapshot.head.deleted ? 'deleted' : 'live', head: snapshot.head };
  }
}
