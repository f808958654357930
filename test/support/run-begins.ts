import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Jest loads this file by other means than the tests: it can import none of theirs.

/** Where Linux has files in memory: a database there does not wait for the disk. */
const MEMORY = '/dev/shm';
const ENOUGH = 2 * 1024 ** 3;

/** Names the run, and its folder, to every process of it (test-run.ts). */
export default function beginRun(): void {
  const folder = join(roomyFolder(), `etagere-run-${process.pid}-${Date.now().toString(36)}`);
  process.env['ETAGERE_TEST_RUN'] = JSON.stringify({ folder, runner: process.pid });
}

function roomyFolder(): string {
  try {
    accessSync(MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}
