import { createReadStream } from 'node:fs';
import type { Config } from '../../../config/index.js';
import { restoreDump } from '../../../storage/index.js';
import { StoreFailure, StoreRefusal } from '../../../store/index.js';
import { describeCounts } from './counts.js';
import { DumpFault } from './fault.js';
import { readDump } from './read-dump.js';

/** `import --all`: makes an empty store hold what was exported, or nothing. Resolves with the exit code. */
export async function importAll(
  { database }: Config,
  { file, newEpoch }: { readonly file: string; readonly newEpoch: boolean },
): Promise<number> {
  const input = createReadStream(file);
  try {
    const dump = await readDump(input);
    await restoreDump(database, { epoch: newEpoch ? null : dump.epoch, records: dump.records });
    process.stderr.write(`${describeCounts(dump.counts())}\n`);
    return 0;
  } catch (error) {
    if (error instanceof DumpFault) {
      throw new StoreRefusal(`${file}: ${error.message}; nothing was imported`, { cause: error });
    }
    if (!(error instanceof StoreFailure)) throw error;
    const outcome =
      error.reason === 'unknown'
        ? 'all of it was imported or nothing: import it again, which is refused if it was'
        : 'nothing was imported';
    throw new StoreRefusal(`the import stopped, as ${error.message}; ${outcome}`, { cause: error });
  } finally {
    input.destroy();
  }
}
