import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

// What the test files of one run of Jest share, whichever process they are in: a folder that comes into being when it is
// asked for and is gone after the run, also after one that was killed.

/** Set by globalSetup (run-begins.ts); globalTeardown (run-ends.ts) removes the folder. */
const RUN = 'ETAGERE_TEST_RUN';
const PATIENCE = 60_000;

/** The folder of the run. */
export function runFolder(): string {
  const { folder, runner } = run();
  if (mkdirSync(folder, { recursive: true, mode: 0o755 }) !== undefined) watch(folder, runner);
  return folder;
}

/** What `make` yields, which is called once in a run, by whoever asks first; the others wait. */
export async function onceInRun(name: string, make: (folder: string) => Promise<string>): Promise<string> {
  const folder = join(runFolder(), name);
  const result = join(runFolder(), `${name}.result`);
  if (isFirst(folder)) {
    const made = await make(folder).then(
      (text) => ({ text }),
      (error: unknown) => ({ error: String(error) }),
    );
    writeFileSync(`${result}.part`, JSON.stringify(made));
    renameSync(`${result}.part`, result);
  }
  for (const deadline = performance.now() + PATIENCE; !existsSync(result); await pause(20)) {
    if (performance.now() > deadline) throw new Error(`${name} has not come about`);
  }
  const { text, error } = JSON.parse(readFileSync(result, 'utf8')) as { text?: string; error?: string };
  if (text === undefined) throw new Error(error);
  return text;
}

function run(): { readonly folder: string; readonly runner: number } {
  const text = process.env[RUN];
  if (text === undefined) throw new Error('the run has no folder: is globalSetup configured?');
  return JSON.parse(text) as { folder: string; runner: number };
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o755 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A process that waits for the end of the runner: nothing stays behind when that is killed. */
function watch(folder: string, runner: number): void {
  const script = `
    while [ -d "$1" ] && kill -0 "$0" 2>/dev/null; do sleep 1; done
    for file in "$1"/*/data/postmaster.pid; do kill -QUIT "$(head -n 1 "$file")"; done
    [ ! -d "$1" ] || sleep 2
    rm -rf "$1"`;
  spawn('sh', ['-c', script, String(runner), folder], { detached: true, stdio: 'ignore' }).unref();
}
