import { readConfig } from '../../config/index.js';
import { compactStore, openStorage } from '../../storage/index.js';
import {
  COLLECTION_NAME_RULE,
  DOCUMENT_ID_RULE,
  type DocumentKey,
  type DocumentStore,
  parseCollectionName,
  parseDocumentId,
  StoreRefusal,
} from '../../store/index.js';
import { type Environment, parseOptions } from './options.js';
import { UsageError } from './usage.js';

/**
 * `purge`: erases a document and all that is kept of it, whatever its state, and writes the database file anew. One that
 * was purged through a service is left as it is, and the file is written anew.
 */
export async function purge(rest: readonly string[], environment: Environment): Promise<number> {
  const key = readKey(parseOptions(rest, {}).positionals);
  const { database } = readConfig(environment);
  const storage = await openStorage(database, { mode: 'serve' });
  try {
    await erase(storage.documents, key);
  } finally {
    await storage.close();
  }
  await compactStore(database);
  process.stderr.write(`${key.collection}/${key.id} is purged\n`);
  return 0;
}

async function erase(documents: DocumentStore, key: DocumentKey): Promise<void> {
  const name = `${key.collection}/${key.id}`;
  for (;;) {
    const snapshot = await documents.inspect(key);
    if (snapshot.kind !== 'open') {
      throw new StoreRefusal(
        `${name}: there is no collection "${key.collection}", or it was deleted: make it (again) first`,
      );
    }
    const { head, collection } = snapshot;
    if (head === undefined) throw new StoreRefusal(`${name}: there is no such document, and never was`);
    const expected = { revision: head.revision, settings: collection.revision };
    const change = { key, operation: 'purge', text: null, author: null, expected } as const;
    if ((await documents.commit(change)).kind === 'committed') return;
  }
}

function readKey([first = '', second = '', ...more]: readonly string[]): DocumentKey {
  if (more.length > 0 || second === '')
    throw new UsageError('purge needs a COLLECTION and the ID of a document');
  const collection = parseCollectionName(first);
  if (collection === undefined) throw new UsageError(COLLECTION_NAME_RULE);
  const id = parseDocumentId(second);
  if (id === undefined) throw new UsageError(DOCUMENT_ID_RULE);
  return { collection, id };
}
