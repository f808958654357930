import type Database from 'better-sqlite3';
import type {
  CollectionName,
  DocumentId,
  DumpedAttachment,
  DumpedCollection,
  DumpRecord,
  UploadId,
} from '../../store/index.js';
import { declaredFields } from '../query/index-entries.js';

/** `INSERT` of these columns, by name. */
const insert = (table: string, ...columns: readonly string[]): string =>
  `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`;

const HEAD = ['revision', 'sequence', 'deleted', 'createdAt', 'updatedAt', 'previousAt'] as const;
const ENTRY = ['revision', 'sequence', 'operation', 'author', 'createdAt', 'at'] as const;

const INSERTS = {
  collection: insert('Collection', 'name', 'settings', ...HEAD, 'documentCount', 'prunedThrough'),
  // Built when the store is served, as after a declaration.
  index: `INSERT INTO FieldIndexState (collection, field, cursor, done, ready) VALUES (@name, @field, '', 0, 0)`,
  document: insert('Document', 'collection', 'id', ...HEAD, 'size'),
  revision: insert('Revision', 'collection', 'id', ...ENTRY, 'data'),
  upload: `INSERT INTO AttachmentUpload (id, state, since) VALUES (@upload, 'held', @updatedAt)`,
  attachment: insert(
    'Attachment',
    'collection',
    'id',
    'name',
    ...HEAD,
    'mediaType',
    'size',
    'digest',
    'upload',
  ),
  'attachment-change': insert('AttachmentChange', 'collection', 'id', 'name', ...ENTRY, 'size'),
  bytes: insert('AttachmentChunk', 'upload', 'number', 'data'),
  answer: insert('IdempotencyRecord', 'scope', 'key', 'fingerprint', 'answer', 'expiresAt'),
};

/** Puts the records of a dump back where they came from, in their order. */
export class RecordWriter {
  readonly #statements = new Map<keyof typeof INSERTS, Database.Statement>();
  // What the records belong to.
  #collection: CollectionName | undefined;
  #id: DocumentId | undefined;
  #attachment: DumpedAttachment | undefined;
  #upload: UploadId | null = null;
  #number = 0;

  constructor(private readonly database: Database.Database) {}

  /** Writes one record, inside the transaction that the caller holds. */
  write(record: DumpRecord): void {
    const document = { collection: this.#collection, id: this.#id };
    switch (record.kind) {
      case 'collection':
        this.#collection = record.name;
        return this.#writeCollection(record);
      case 'document':
        this.#id = record.id;
        return this.#insert('document', { ...document, ...record, deleted: Number(record.deleted) });
      case 'revision':
        return this.#insert('revision', { ...document, ...record, data: record.text });
      case 'attachment':
        return this.#writeAttachment(record);
      case 'attachment-change':
        return this.#insert('attachment-change', { ...document, name: this.#attachment?.name, ...record });
      case 'bytes':
        return this.#insert('bytes', { upload: this.#upload, number: this.#number++, data: record.bytes });
      case 'answer':
        return this.#insert('answer', record);
      default:
        return record satisfies never;
    }
  }

  #writeCollection(record: DumpedCollection): void {
    const { name, deleted, documents, settings } = record;
    this.#insert('collection', { ...record, deleted: Number(deleted), documentCount: documents });
    if (deleted) return;
    for (const field of declaredFields(settings)) this.#insert('index', { name, field });
  }

  #writeAttachment(record: DumpedAttachment): void {
    this.#attachment = record;
    this.#upload = record.upload;
    this.#number = 0;
    if (record.upload !== null) this.#insert('upload', record);
    const document = { collection: this.#collection, id: this.#id };
    this.#insert('attachment', { ...document, ...record, deleted: Number(record.deleted) });
  }

  /** Members that the statement does not name are left alone. */
  #insert(name: keyof typeof INSERTS, values: object): void {
    let statement = this.#statements.get(name);
    if (statement === undefined) {
      statement = this.database.prepare(INSERTS[name]);
      this.#statements.set(name, statement);
    }
    statement.run(values);
  }
}
