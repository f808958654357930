import { existsSync, readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

// Jest loads this file by other means than the tests: it can import none of theirs.

/** Ends the servers that the run has started, and removes its folder. */
export default async function endRun(): Promise<void> {
  const { folder } = JSON.parse(process.env['ETAGERE_TEST_RUN'] ?? '{}') as { folder?: string };
  if (folder === undefined || !existsSync(folder)) return;
  for (const name of await readdir(folder)) await endServer(join(folder, name, 'data', 'postmaster.pid'));
  await rm(folder, { recursive: true, force: true });
}

async function endServer(file: string): Promise<void> {
  if (!existsSync(file)) return;
  process.kill(Number.parseInt(readFileSync(file, 'utf8')), 'SIGQUIT');
  // It removes the file when it is done with the folder.
  for (let n = 0; n < 200 && existsSync(file); n++) await pause(25);
}
