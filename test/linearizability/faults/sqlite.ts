// What may happen to a database file.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statfsSync, truncateSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startAndEnd } from '../../crash/main-process.js';
import type { Fault, Rig } from '../rig.js';

const LOCK_HOLDER = fileURLToPath(new URL('../foreign-lock.mjs', import.meta.url));
/** Milliseconds of each: long enough that writes are refused, not only delayed. */
const HELD = 1500;

/** F18: a second process of the service on the same file must be refused, and do no harm. */
export const secondWriter: Fault = {
  name: 'second process on the file',
  async run(rig) {
    rig.recorder.fault(secondWriter.name);
    const { code, stderr } = await startAndEnd({ DATABASE_URL: `file:${fileOf(rig)}` });
    if (code !== 1 || !stderr.includes('in use by another process'))
      rig.recorder.surprises.push(`a second process ended with ${code}: ${stderr}`);
  },
};

/** F13: another program holds the write lock. */
export const foreignLock: Fault = {
  name: 'write lock held by another program',
  async run(rig) {
    const holder = spawn(process.execPath, [LOCK_HOLDER, fileOf(rig), String(HELD)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(holder, 'exit');
    await Promise.race([once(holder.stdout, 'data'), ended]);
    rig.recorder.fault(foreignLock.name);
    const [code] = (await ended) as [number | null];
    if (code !== 0) rig.recorder.surprises.push(`the holder of the lock ended with ${code}`);
  },
};

/** F12: the file system is full. */
export const fullDisk: Fault = {
  name: 'disk full',
  async run({ database, recorder }) {
    if (database.kind !== 'sqlite' || !database.folder.small) {
      recorder.skipped.set(fullDisk.name, 'needs root, and the right to mount a file system');
      return;
    }
    const { path } = database.folder;
    const filler = join(path, 'filler');
    const file = await open(filler, 'w');
    // A hole takes no room: real bytes, until there is none left.
    const piece = Buffer.alloc(1 << 20, 1);
    recorder.fault(fullDisk.name);
    try {
      while (statfsSync(path).bavail > 0) await file.write(piece);
    } catch {
      // Full.
    }
    await pause(HELD);
    await file.close();
    truncateSync(filler);
    await rm(filler);
  },
};

/** F12: no file of the process may grow any more; needs no rights, unlike a full disk. */
export const fileLimit: Fault = {
  name: 'file size limit',
  async run({ replicas, recorder }) {
    const pid = String(replicas[0]?.process.child.pid);
    const limit = (soft: string) =>
      promisify(execFile)('prlimit', ['--pid', pid, `--fsize=${soft}:unlimited`]);
    try {
      await limit('4096');
    } catch (error) {
      recorder.skipped.set(fileLimit.name, `prlimit: ${String(error)}`);
      return;
    }
    recorder.fault(fileLimit.name);
    await pause(HELD);
    await limit('unlimited');
  },
};

function fileOf({ database }: Rig): string {
  if (database.kind !== 'sqlite') throw new Error('this needs a database file');
  return database.file;
}
