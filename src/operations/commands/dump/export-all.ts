import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../../../config/index.js';
import { openDump } from '../../../storage/index.js';
import { type DumpSource, StoreFailure, StoreRefusal } from '../../../store/index.js';
import { type DumpCounts, describeCounts } from './counts.js';
import { DumpFault } from './fault.js';
import { dumpLines } from './lines.js';

/** `export --all`: writes everything that the store holds at one moment, beside a server. Resolves with the exit code. */
export async function exportAll({ database }: Config, file: string | undefined): Promise<number> {
  const source = await openDump(database);
  try {
    const counts = await write(source, file);
    process.stderr.write(`${describeCounts(counts)}\n`);
    return 0;
  } catch (error) {
    if (error instanceof DumpFault) {
      throw new StoreRefusal(`the store contradicts itself: ${error.message}; nothing was exported`, {
        cause: error,
      });
    }
    if (!(error instanceof StoreFailure)) throw error;
    throw new StoreRefusal(`the export stopped, as ${error.message}`, { cause: error });
  } finally {
    await source.close();
  }
}

async function write(source: DumpSource, file: string | undefined): Promise<DumpCounts> {
  let counts: DumpCounts | undefined;
  async function* lines(): AsyncGenerator<string> {
    counts = yield* dumpLines(source, new Date());
  }
  const dump = Readable.from(lines(), { objectMode: true, highWaterMark: 2 });
  if (file === undefined) await pipeline(dump, process.stdout, { end: false });
  else await writeNew(dump, file);
  if (counts === undefined) throw new Error('the dump ended early');
  return counts;
}

/** Into a new file, on the disk when it resolves; a dump that fails leaves none. */
async function writeNew(dump: Readable, file: string): Promise<void> {
  // A mistyped name must not cost an earlier dump, or the database itself. Opened before the first line is made: what fails
  // at once would otherwise leave the file that is opened meanwhile.
  const handle = await open(file, 'wx', 0o600);
  try {
    await pipeline(dump, handle.createWriteStream({ flush: true }));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}
