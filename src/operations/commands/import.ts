import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../../config/index.js';
import { nameOf, openStorage, type Storage } from '../../storage/index.js';
import { type CollectionName, parseCollectionName, StoreFailure, StoreRefusal } from '../../store/index.js';
import { importAll } from './dump/import-all.js';
import { Importer, type ImportOptions } from './importer.js';
import { type InputRecord, readRecords } from './records.js';
import { UsageError } from './usage.js';

/** Records whose commits may wait together: they share transactions. */
const AHEAD = 64;
/** Bytes that an item's other members may take beside its document. */
const FRAME = 4096;

type Wanted = Omit<ImportOptions, 'limit' | 'maxDepth'>;

/** Where a file is imported to: a collection, or the whole store. */
type Target =
  | { readonly kind: 'collection'; readonly options: Wanted }
  | { readonly kind: 'store'; readonly newEpoch: boolean };

/** `import`: reads a file of JSON objects into a collection, or a whole store. Resolves with the exit code: 1 when a record was bad. */
export async function importDocuments(
  rest: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { file, target } = readArguments(rest);
  const config = readConfig(environment);
  if (!(await isReadable(file))) throw new UsageError(`${file} cannot be read`);
  return target.kind === 'store'
    ? importAll(config, { file, newEpoch: target.newEpoch })
    : importRecords(file, config, target.options);
}

async function importRecords(file: string, config: Config, options: Wanted): Promise<number> {
  const storage = await openStorage(config.database, { mode: 'serve' });
  try {
    await makeCollection(storage, options.collection);
    const importer = new Importer(storage.documents, {
      ...options,
      limit: config.bodyLimit,
      maxDepth: config.depthLimit,
    });
    await takeAll(importer, readRecords(createReadStream(file), 2 * config.bodyLimit + FRAME));
    return importer.counts.refused > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    throw new StoreRefusal(`${nameOf(config.database)}: the import stopped, as ${error.message}`, {
      cause: error,
    });
  } finally {
    await storage.close();
  }
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK);
    return !(await stat(file)).isDirectory();
  } catch {
    return false;
  }
}

async function takeAll(importer: Importer, records: ReturnType<typeof readRecords>): Promise<void> {
  const progress = showProgress(importer);
  try {
    for await (const batch of inBatches(records)) {
      await Promise.all(batch.map((record) => importer.take(record)));
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    importer.complain(error.message);
  } finally {
    progress.end();
  }
}

/** The records, some together. Those before a fault in the file come before it is thrown. */
async function* inBatches(records: ReturnType<typeof readRecords>): AsyncGenerator<InputRecord[]> {
  let batch: InputRecord[] = [];
  let fault: unknown;
  try {
    for await (const record of records) {
      batch.push(record);
      if (batch.length < AHEAD) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    fault = error;
  }
  yield batch;
  if (fault !== undefined) throw fault;
}

/** A line that counts, on a terminal only; and the sum at the end. */
function showProgress(importer: Importer): { end(): void } {
  const summary = () => {
    const { created, replaced, skipped, refused } = importer.counts;
    return `${created} created, ${replaced} replaced, ${skipped} skipped, ${refused} refused`;
  };
  const timer = process.stderr.isTTY
    ? setInterval(() => process.stderr.write(`\r${summary()}`), 200)
    : undefined;
  return {
    end() {
      clearInterval(timer);
      process.stderr.write(`${process.stderr.isTTY ? '\r' : ''}${summary()}\n`);
    },
  };
}

async function makeCollection({ collections }: Storage, name: CollectionName): Promise<void> {
  const head = await collections.read(name);
  if (head !== undefined && !head.deleted) return;
  await collections.commit({
    name,
    settings: '{}',
    author: null,
    expected: head?.revision ?? null,
    recursive: false,
  });
}

function readArguments(rest: readonly string[]): { readonly file: string; readonly target: Target } {
  const { values, positionals } = parse(rest);
  const target: Target = values.all
    ? { kind: 'store', newEpoch: readWholeStore(values) }
    : { kind: 'collection', options: readWanted(values) };
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('import needs one FILE');
  return { file, target };
}

type Values = ReturnType<typeof parse>['values'];

function readWholeStore({ collection, id, items, replace, 'new-epoch': newEpoch }: Values): boolean {
  if (collection !== undefined || id !== undefined || items || replace)
    throw new UsageError('import --all goes with --new-epoch only');
  return newEpoch;
}

function readWanted({ collection: name, id, items, replace, 'new-epoch': newEpoch }: Values): Wanted {
  if (newEpoch) throw new UsageError('--new-epoch goes with --all only');
  const collection = parseCollectionName(name ?? '');
  if (collection === undefined)
    throw new UsageError('import needs --collection and the name of a collection, or --all');
  if (id !== undefined && items) throw new UsageError('--id and --items exclude each other');
  return { collection, idMember: id, items, replace };
}

function parse(rest: readonly string[]) {
  try {
    return parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: {
        collection: { type: 'string' },
        id: { type: 'string' },
        items: { type: 'boolean', default: false },
        replace: { type: 'boolean', default: false },
        all: { type: 'boolean', default: false },
        'new-epoch': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
