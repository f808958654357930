import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseFolder } from './rig.js';

/** Room for the database of a run of minutes. */
const SIZE = 'size=1g';

/**
 * A folder for a database: a file system in memory where that may be made (by root), so that it can be filled without
 * harm to anybody else; else an ordinary folder.
 */
export async function makeDatabaseFolder(): Promise<DatabaseFolder> {
  const path = await mkdtemp(join(tmpdir(), 'etagere-torture-'));
  const small = mount(path);
  return {
    path,
    small,
    async remove() {
      if (small) execFileSync('umount', ['-l', path]);
      await rm(path, { recursive: true, force: true });
    },
  };
}

function mount(path: string): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', SIZE, 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    // Also root may not do it everywhere, in a container for instance.
    return false;
  }
}
