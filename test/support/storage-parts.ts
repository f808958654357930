import type { Storage } from '../../src/storage/index.js';
import { Connection } from '../../src/storage/sqlite/connection.js';
import { readingClient } from '../../src/storage/sqlite/prisma-client.js';
import { GroupingWriter } from '../../src/storage/sqlite/writer.js';
import type { CollectionName, DocumentId, DocumentKey, Revision } from '../../src/store/index.js';

/** What lies beneath the port in an open SQLite store. */
export interface Parts {
  readonly reader: Connection;
  readonly prisma: ReturnType<typeof readingClient>;
  readonly writer: GroupingWriter;
}

/** The very parts that `storage` runs with, as openSqlite wired them. */
export function partsOf(storage: Pick<Storage, 'documents' | 'history'>): Parts {
  const { reader, writer } = storage.documents as unknown as Parts;
  const { prisma } = storage.history as unknown as Pick<Parts, 'prisma'>;
  const parts = { reader, writer, prisma };
  if (!(parts.reader instanceof Connection) || !(parts.writer instanceof GroupingWriter)) {
    throw new TypeError('this is no SQLite store');
  }
  return parts;
}

/** The connection that a writer commits on at this moment. */
export function connectionOf(writer: GroupingWriter): Promise<Connection> {
  return writer.enqueue((connection) => connection);
}

/** The document that {@link fill} makes. */
export const KEY: DocumentKey = { collection: 'c' as CollectionName, id: 'a' as DocumentId };

/** Its text. */
export const TEXT = '{"state":"committed"}';

/** Puts one collection with one document into a new store. */
export async function fill({ collections, documents }: Storage): Promise<void> {
  await collections.commit({
    name: KEY.collection,
    settings: '{}',
    author: null,
    expected: null,
    recursive: false,
  });
  await documents.commit({
    key: KEY,
    operation: 'create',
    text: TEXT,
    author: null,
    expected: { revision: null, settings: 1 as Revision },
  });
}
