import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../../config/index.js';
import { ITEM_END, itemStart } from '../../representation/index.js';
import { openStorage } from '../../storage/index.js';
import {
  type CollectionName,
  type DocumentReader,
  parseCollectionName,
  StoreRefusal,
} from '../../store/index.js';
import { exportAll } from './dump/export-all.js';
import { UsageError } from './usage.js';

const PAGE = 200;
const ALL = Symbol('every collection, with everything that is kept of it');

/** `export`: writes a collection's live documents, one item a line, or the whole store. Runs beside a server. */
export async function exportDocuments(
  rest: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { collection, file } = readArguments(rest);
  if (collection === ALL) return exportAll(readConfig(environment), file);
  const storage = await openStorage(readConfig(environment).database, { mode: 'read' });
  try {
    // Before the file is opened, which empties it: a mistyped name must not cost an earlier export.
    const state = await storage.documents.listState(collection);
    if (state.kind !== 'state') throw absent(collection);
    const items = Readable.from(lines(storage.documents, collection));
    if (file === undefined) await pipeline(items, process.stdout, { end: false });
    else await pipeline(items, createWriteStream(file));
    return 0;
  } finally {
    await storage.close();
  }
}

async function* lines(store: DocumentReader, collection: CollectionName): AsyncGenerator<string> {
  for (let after: Parameters<DocumentReader['list']>[1]['after']; ;) {
    const page = await store.list(collection, { conditions: [], sort: [], after, limit: PAGE });
    if (page.kind !== 'page') throw absent(collection);
    for (const item of page.items) {
      const text = await store.text({ collection, id: item.id }, item.revision);
      // Line ends inside the JSON text are white space between its tokens; one line must stay one record.
      if (text !== undefined) yield `${itemStart(item)}${text.replace(/[\r\n]/g, ' ')}${ITEM_END}\n`;
    }
    after = page.items.at(-1);
    if (!page.more) return;
  }
}

function absent(collection: CollectionName): StoreRefusal {
  return new StoreRefusal(`there is no collection "${collection}"`);
}

function readArguments(rest: readonly string[]): {
  collection: CollectionName | typeof ALL;
  file: string | undefined;
} {
  const { values, positionals } = parse(rest);
  if (values.all && values.collection !== undefined)
    throw new UsageError('--all and --collection exclude each other');
  const collection = values.all ? ALL : parseCollectionName(values.collection ?? '');
  if (collection === undefined)
    throw new UsageError('export needs --collection and the name of a collection, or --all');
  if (positionals.length > 1) throw new UsageError('export takes one FILE at the most');
  return { collection, file: positionals[0] };
}

function parse(rest: readonly string[]) {
  try {
    return parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: { collection: { type: 'string' }, all: { type: 'boolean', default: false } },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
