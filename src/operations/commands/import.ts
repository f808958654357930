import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { type Config, readConfig } from '../../config/index.js';
import { nameOf, openStorage, type Storage } from '../../storage/index.js';
import { type CollectionName, StoreFailure, StoreRefusal } from '../../store/index.js';
import { importAll } from './dump/import-all.js';
import type { Destination } from './destination.js';
import { HttpDestination, type ServiceAddress } from './http-destination.js';
import { readArguments, type Wanted } from './import-arguments.js';
import { Importer } from './importer.js';
import { type InputRecord, readRecords } from './records.js';
import { StoreDestination } from './store-destination.js';
import { UsageError } from './usage.js';

/** Records whose commits may wait together: they share transactions. */
const AHEAD = 64;
/** Bytes that an item's other members may take beside its document. */
const FRAME = 4096;
/** The variable of the token that --url sends: other users of the machine would see an argument. */
const TOKEN = 'ETAGERE_TOKEN';

/** `import`: reads a file of JSON objects into a collection, or a whole store. Resolves with the exit code: 1 when a record was bad. */
export async function importDocuments(
  rest: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { file, target } = readArguments(rest);
  const config = readConfig(environment);
  if (!(await isReadable(file))) throw new UsageError(`${file} cannot be read`);
  if (target.kind === 'store') return importAll(config, { file, newEpoch: target.newEpoch });
  const { wanted, url } = target;
  if (url === undefined) return importRecords(file, config, wanted);
  return sendRecords(file, config, wanted, { url, token: environment[TOKEN] });
}

async function importRecords(file: string, config: Config, wanted: Wanted): Promise<number> {
  const storage = await openStorage(config.database, { mode: 'serve' });
  try {
    await makeCollection(storage, wanted.collection);
    const destination = new StoreDestination(storage.documents, wanted.collection, wanted.replace);
    return await takeAll(file, destination, config, wanted);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    throw new StoreRefusal(`${nameOf(config.database)}: the import stopped, as ${error.message}`, {
      cause: error,
    });
  } finally {
    await storage.close();
  }
}

async function sendRecords(
  file: string,
  config: Config,
  wanted: Wanted,
  service: ServiceAddress,
): Promise<number> {
  const destination = new HttpDestination(service, wanted.collection, wanted.replace);
  await destination.prepare();
  return takeAll(file, destination, config, wanted);
}

async function isReadable(file: string): Promise<boolean> {
  try {
    await access(file, constants.R_OK);
    return !(await stat(file)).isDirectory();
  } catch {
    return false;
  }
}

async function takeAll(
  file: string,
  destination: Destination,
  { bodyLimit, depthLimit }: Config,
  wanted: Wanted,
): Promise<number> {
  const importer = new Importer(destination, { ...wanted, limit: bodyLimit, maxDepth: depthLimit });
  const records = readRecords(createReadStream(file), 2 * bodyLimit + FRAME);
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
  return importer.counts.refused > 0 ? 1 : 0;
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
