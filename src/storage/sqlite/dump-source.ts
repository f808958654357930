import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type AttachmentName,
  type CollectionName,
  type DocumentId,
  type DumpedAnswer,
  type DumpRecord,
  type DumpSource,
  type Milliseconds,
  StoreRefusal,
} from '../../store/index.js';
import {
  collectionColumns,
  collectionOf,
  type CollectionRow,
  entryColumns,
  type EntryRow,
  entryOf,
  headColumns,
  type HeadRow,
  headOf,
} from '../rows.js';
import { attachmentColumns, attachmentOf, type AttachmentRow } from '../attachment-rows.js';
import { dumpedRevisionOf, type RevisionRow } from '../dump-rows.js';
import { Connection } from './connection.js';
import { refusal } from './open.js';
import { readyToRead } from './ready-to-read.js';

const EPOCH = 'SELECT epoch FROM Store WHERE id = 1';

const COLLECTIONS = `SELECT ${collectionColumns('c')} FROM Collection AS c ORDER BY c.name`;

const DOCUMENTS = `SELECT d.id, ${headColumns('d')} FROM Document AS d WHERE d.collection = ? ORDER BY d.id`;

const REVISIONS = `
  SELECT ${entryColumns('r', '0')}, r.data FROM Revision AS r WHERE r.collection = ? AND r.id = ? ORDER BY r.revision`;

const ATTACHMENTS = `
  SELECT ${attachmentColumns('a')} FROM Attachment AS a WHERE a.collection = ? AND a.id = ? ORDER BY a.name`;

const CHANGES = `
  SELECT ${entryColumns('r', 'r.size')} FROM AttachmentChange AS r
  WHERE r.collection = ? AND r.id = ? AND r.name = ? ORDER BY r.revision`;

const CHUNKS = 'SELECT data FROM AttachmentChunk WHERE upload = ? ORDER BY number';

const ANSWERS = `
  SELECT scope, key, fingerprint, answer, expiresAt FROM IdempotencyRecord WHERE expiresAt > ? ORDER BY scope, key`;

/**
 * Opens the database at `path` to read all of it, beside a server: one transaction from the first to the last record,
 * on a connection of its own. The log of the database grows meanwhile by what is written.
 */
export async function openSqliteDump(path: string, now: () => number = Date.now): Promise<DumpSource> {
  const file = resolve(path);
  if (!existsSync(file)) throw new StoreRefusal(`${file} cannot be opened: it does not exist`);
  let connection: Connection | undefined;
  try {
    await readyToRead(file);
    connection = Connection.open(file, 'read');
    // The first statement that reads fixes the moment.
    connection.statement('BEGIN').run();
    const epoch = connection.statement(EPOCH).pluck().get() as string | undefined;
    if (epoch === undefined)
      throw new StoreRefusal(`${file} was not made by this program: it has no identity`);
    return new SqliteDump(connection, epoch, now() as Milliseconds);
  } catch (error) {
    connection?.close();
    throw refusal(file, error);
  }
}

class SqliteDump implements DumpSource {
  constructor(
    private readonly connection: Connection,
    readonly epoch: string,
    private readonly moment: Milliseconds,
  ) {}

  async *records(): AsyncGenerator<DumpRecord> {
    for (const row of this.#rows<CollectionRow>(COLLECTIONS)) {
      const collection = collectionOf(row);
      yield { kind: 'collection', ...collection };
      yield* this.#documents(collection.name);
    }
    for (const row of this.#rows<Omit<DumpedAnswer, 'kind'>>(ANSWERS, this.moment)) {
      yield { kind: 'answer', ...row };
    }
  }

  async close(): Promise<void> {
    this.connection.close();
  }

  *#documents(collection: CollectionName): Generator<DumpRecord> {
    for (const row of this.#rows<HeadRow & { readonly id: DocumentId }>(DOCUMENTS, collection)) {
      yield { kind: 'document', id: row.id, ...headOf(row) };
      for (const revision of this.#rows<RevisionRow>(REVISIONS, collection, row.id))
        yield dumpedRevisionOf(revision);
      yield* this.#attachments(collection, row.id);
    }
  }

  *#attachments(collection: CollectionName, id: DocumentId): Generator<DumpRecord> {
    for (const row of this.#rows<AttachmentRow>(ATTACHMENTS, collection, id)) {
      const head = attachmentOf(row);
      yield { kind: 'attachment', name: row.a_name as AttachmentName, ...head };
      for (const change of this.#rows<EntryRow>(CHANGES, collection, id, row.a_name)) {
        yield { kind: 'attachment-change', ...entryOf(change) };
      }
      if (head.upload === null) continue;
      for (const { data } of this.#rows<{ readonly data: Uint8Array }>(CHUNKS, head.upload)) {
        yield { kind: 'bytes', bytes: data };
      }
    }
  }

  /** Rows one after the other: none is read before it is wanted. */
  #rows<T>(sql: string, ...parameters: readonly (string | number)[]): IterableIterator<T> {
    return this.connection.statement(sql).iterate(...parameters) as IterableIterator<T>;
  }
}
