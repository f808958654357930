import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseFolder } from './rig.js';

/** Room for the database of a run of minutes. */
const SIZE = 'size=1g';

/**
 * A folder for a database. `small`: if possible a file system of its own in memory, that can be filled up without harm to
 * anybody else; only root may make one.
 */
export async function makeDatabaseFolder(small: boolean): Promise<DatabaseFolder> {
  const path = await mkdtemp(join(tmpdir(), 'etagere-torture-'));
  if (!small || !mount(path)) {
    return { path, small: false, remove: () => rm(path, { recursive: true, force: true }) };
  }
  return {
    path,
    small: true,
    async remove() {
      execFileSync('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}

function mount(path: string): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', SIZE, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    // Also root may not do it everywhere, in a container for instance.
    return false;
  }
  // A process that waits for the end of this one: nothing stays mounted when the run is killed.
  const script = 'cat >/dev/null; umount -l "$0" 2>/dev/null && rmdir "$0"';
  const watcher = spawn('sh', ['-c', script, path], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.unref();
  (watcher.stdin as unknown as { unref(): void }).unref();
  return true;
}
