import type {
  CollectionName,
  DocumentId,
  DumpedAttachment,
  DumpedCollection,
  DumpRecord,
  UploadId,
} from '../store/index.js';
import { declaredFields } from './query/index-entries.js';

/** `INSERT` of these columns, by name. Names are quoted: PostgreSQL would fold them to lower case. */
const insert = (table: string, ...columns: readonly string[]): string =>
  `INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(', ')})
  VALUES (${columns.map((column) => `@${column}`).join(', ')})`;

const HEAD = ['revision', 'sequence', 'deleted', 'createdAt', 'updatedAt', 'previousAt'] as const;
const ENTRY = ['revision', 'sequence', 'operation', 'author', 'createdAt', 'at'] as const;

/** The statements that put a row into its table: the same for either database. */
export const INSERTS = {
  collection: insert('Collection', 'name', 'settings', ...HEAD, 'documentCount', 'prunedThrough'),
  // Built when the store is served, as after a declaration.
  index: `INSERT INTO "FieldIndexState" (collection, field, cursor, done, ready) VALUES (@name, @field, '', 0, FALSE)`,
  document: insert('Document', 'collection', 'id', ...HEAD, 'size'),
  revision: insert('Revision', 'collection', 'id', ...ENTRY, 'data'),
  upload: `INSERT INTO "AttachmentUpload" (id, state, since) VALUES (@upload, 'held', @updatedAt)`,
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
} as const;

/** A row by the name of its statement. Values that the statement does not name are to be left alone. */
export interface Row {
  readonly into: keyof typeof INSERTS;
  readonly values: Readonly<Record<string, string | number | boolean | null | Uint8Array>>;
}

/** Makes the records of a dump into the rows that they came from, in their order. */
export class RecordRows {
  // What the records belong to.
  #collection = '' as CollectionName;
  #id = '' as DocumentId;
  #attachment = '' as DumpedAttachment['name'];
  #upload: UploadId | null = null;
  #number = 0;

  /** The rows of the next record; those that others refer to come first. */
  of(record: DumpRecord): readonly Row[] {
    const document = { collection: this.#collection, id: this.#id };
    switch (record.kind) {
      case 'collection':
        this.#collection = record.name;
        return ofCollection(record);
      case 'document':
        this.#id = record.id;
        return [{ into: 'document', values: { ...document, ...record } }];
      case 'revision':
        return [{ into: 'revision', values: { ...document, ...record, data: record.text } }];
      case 'attachment':
        return this.#ofAttachment(record);
      case 'attachment-change':
        return [{ into: 'attachment-change', values: { ...document, name: this.#attachment, ...record } }];
      case 'bytes': {
        const values = { upload: this.#upload, number: this.#number, data: record.bytes };
        this.#number += 1;
        return [{ into: 'bytes', values }];
      }
      case 'answer':
        return [{ into: 'answer', values: { ...record } }];
      default:
        return record satisfies never;
    }
  }

  #ofAttachment(record: DumpedAttachment): readonly Row[] {
    this.#attachment = record.name;
    this.#upload = record.upload;
    this.#number = 0;
    const values = { collection: this.#collection, id: this.#id, ...record };
    const attachment: Row = { into: 'attachment', values };
    return record.upload === null ? [attachment] : [{ into: 'upload', values }, attachment];
  }
}

function ofCollection(record: DumpedCollection): readonly Row[] {
  const { name, deleted, documents, settings } = record;
  const collection: Row = { into: 'collection', values: { ...record, documentCount: documents } };
  const fields = deleted ? [] : declaredFields(settings);
  return [collection, ...fields.map((field): Row => ({ into: 'index', values: { name, field } }))];
}
