import {
  type CollectionChange,
  type CollectionCommit,
  type CollectionHead,
  type CollectionName,
  type CollectionStore,
  type LivePage,
  type Milliseconds,
  type Remembrance,
  type Sequence,
  SEQUENCES_OF_A_STORE,
} from '../../store/index.js';
import type { CommitSignal } from '../commit-signal.js';
import { removeAttachments } from './attachment-commit.js';
import type { Connection } from './connection.js';
import { declareIndexes } from './field-index.js';
import { notCommitted, remembering } from './idempotency.js';
import { liveAfter, stillAdmitted } from './live-documents.js';
import { collectionColumns, collectionOf, type CollectionRow, requireExact } from '../rows.js';
import type { GroupingWriter } from './writer.js';

const LIST = `SELECT ${collectionColumns('c')} FROM Collection AS c WHERE c.deleted = 0 ORDER BY c.name`;

const INSERT = `
  INSERT INTO Collection
    (name, revision, deleted, settings, createdAt, updatedAt, previousAt, sequence, documentCount)
  SELECT @name, 1, 0, @settings, @now, @now, NULL, s.restores * ${SEQUENCES_OF_A_STORE}, 0 FROM Store AS s WHERE s.id = 1
  ON CONFLICT DO NOTHING
  RETURNING ${collectionColumns()}`;

const REPLACE = `
  UPDATE Collection SET
    revision = revision + 1,
    deleted = 0,
    settings = @settings,
    createdAt = CASE WHEN deleted = 1 THEN max(@now, updatedAt + 1) ELSE createdAt END,
    previousAt = updatedAt,
    updatedAt = max(@now, updatedAt + 1)
  WHERE name = @name AND revision = @expected
  RETURNING ${collectionColumns()}`;

const REMOVE = `
  UPDATE Collection SET
    revision = revision + 1, deleted = 1, previousAt = updatedAt, updatedAt = max(@now, updatedAt + 1)
  WHERE name = @name AND revision = @expected AND deleted = 0 AND (@recursive = 1 OR documentCount = 0)
  RETURNING ${collectionColumns()}`;

const KEEP = `SELECT ${collectionColumns('c')} FROM Collection AS c WHERE c.name = ? AND c.revision = ?`;

// Each document gets a tombstone with a revision and a sequence of its own: the numbers go on if it is created again.
const RECORD_REMOVED_DOCUMENTS = `
  INSERT INTO Revision (collection, id, revision, sequence, operation, author, createdAt, at, data)
  SELECT d.collection, d.id, d.revision + 1, @sequence + row_number() OVER (ORDER BY d.id), 'delete', @author,
    d.createdAt, max(@now, d.updatedAt + 1), NULL
  FROM Document AS d WHERE d.collection = @name AND d.deleted = 0`;

const REMOVE_DOCUMENTS = `
  UPDATE Document SET
    revision = r.revision, sequence = r.sequence, deleted = 1, previousAt = Document.updatedAt, updatedAt = r.at,
    size = 0
  FROM Revision AS r
  WHERE Document.collection = @name AND Document.deleted = 0
    AND r.collection = Document.collection AND r.id = Document.id AND r.revision = Document.revision + 1`;

const HIGHEST_REVISION = 'SELECT max(revision) FROM Document WHERE collection = ?';

const EMPTY = `
  UPDATE Collection SET sequence = sequence + documentCount, documentCount = 0 WHERE name = @name
  RETURNING ${collectionColumns()}`;

const READ = `SELECT ${collectionColumns('c')} FROM Collection AS c WHERE c.name = @name`;

const FORGET_INDEX_STATES = 'DELETE FROM FieldIndexState WHERE collection = ?';
const FORGET_INDEXES = 'DELETE FROM FieldIndex WHERE collection = ?';

/** Collections on SQLite. */
export class SqliteCollections implements CollectionStore {
  constructor(
    private readonly reader: Connection,
    private readonly writer: GroupingWriter,
    private readonly signal: CommitSignal,
  ) {}

  async read(name: CollectionName): Promise<CollectionHead | undefined> {
    const row = this.reader.statement(READ).get({ name }) as CollectionRow | undefined;
    return row && collectionOf(row);
  }

  async list(): Promise<readonly CollectionHead[]> {
    return (this.reader.statement(LIST).all() as CollectionRow[]).map(collectionOf);
  }

  async liveAfter(name: CollectionName, after: Sequence): Promise<LivePage> {
    return liveAfter(this.reader, name, after);
  }

  async commit(change: CollectionChange, remember?: Remembrance<CollectionHead>): Promise<CollectionCommit> {
    const head = await this.writer.enqueue((connection, now) =>
      remembering(connection, now, remember, () => commitCollection(connection, now, change)),
    );
    if (head === undefined || head === 'known') return notCommitted(head);
    if (change.keep !== true) this.signal.announce({ kind: 'collection', collection: change.name });
    return { kind: 'committed', head };
  }
}

function commitCollection(
  connection: Connection,
  now: Milliseconds,
  change: CollectionChange,
): CollectionHead | undefined {
  if (change.keep !== true) {
    return change.settings === null ? remove(connection, now, change) : put(connection, now, change);
  }
  const row = connection.statement(KEEP).get(change.name, change.expected);
  return row === undefined ? undefined : collectionOf(row as CollectionRow);
}

function put(
  connection: Connection,
  now: Milliseconds,
  change: CollectionChange,
): CollectionHead | undefined {
  const { name, settings, expected, examined } = change;
  if (examined !== undefined && !stillAdmitted(connection, name, examined)) return undefined;
  const row =
    expected === null
      ? connection.statement(INSERT).get({ name, settings, now })
      : connection.statement(REPLACE).get({ name, settings, now, expected });
  if (row === undefined) return undefined;
  const head = collectionOf(row as CollectionRow);
  declareIndexes(connection, head);
  return head;
}

function remove(
  connection: Connection,
  now: Milliseconds,
  change: CollectionChange,
): CollectionHead | undefined {
  const { name, author, expected, recursive } = change;
  const row = connection.statement(REMOVE).get({ name, now, expected, recursive: Number(recursive) });
  if (row === undefined) return undefined;
  const head = collectionOf(row as CollectionRow);
  connection.statement(FORGET_INDEX_STATES).run(name);
  if (head.documents === 0) return head;
  connection.statement(FORGET_INDEXES).run(name);
  connection.statement(RECORD_REMOVED_DOCUMENTS).run({ name, now, author, sequence: head.sequence });
  connection.statement(REMOVE_DOCUMENTS).run({ name });
  requireExact(connection.statement(HIGHEST_REVISION).pluck().get(name) as number);
  const { sequence } = collectionOf(connection.statement(EMPTY).get({ name }) as CollectionRow);
  removeAttachments(connection, now, { collection: name }, { sequence, author });
  return collectionOf(connection.statement(READ).get({ name }) as CollectionRow);
}
