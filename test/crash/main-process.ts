import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** How a process of the service ended. */
export interface End {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from its start. */
  readonly lasted: number;
}

/** A process of the service that may or may not come to listen. */
export interface MainProcess {
  readonly child: ChildProcess;
  /** Resolves with the URL when it listens; rejects when it ends without. */
  readonly listening: Promise<string>;
  readonly ended: Promise<End>;
}

const running = new Set<() => void>();

/** Kills what was started here and still runs: for the end of a test file, however its tests ended. */
export function killSpawned(): void {
  for (const kill of running) kill();
}

/** Starts `node dist/main.js`, behind the words of `wrapper` in a process group of its own if there are any. */
export function spawnMain(
  environment: Readonly<Record<string, string>>,
  wrapper: readonly string[] = [],
): MainProcess {
  const started = performance.now();
  const [command, ...args] = [...wrapper, process.execPath, MAIN];
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: wrapper.length > 0,
  });
  const kill = () => {
    if (wrapper.length === 0 || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  };
  running.add(kill);
  child.once('exit', () => running.delete(kill));
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  const listening = new Promise<string>((resolve, reject) => {
    child.once('close', () => reject(new Error(`ended without listening: ${stderr}`)));
    child.stdout.on('data', (piece: Buffer) => {
      stdout += piece.toString();
      const url = /"event":"listening","url":"([^"]+)"/.exec(stdout)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  // Whoever only waits for the end need not care.
  listening.catch(() => {});
  // Not `exit`: by then some of what it printed may still be unread.
  const ended = (once(child, 'close') as Promise<[number | null]>).then(([code]) => {
    return { code, stdout, stderr, lasted: performance.now() - started };
  });
  return { child, listening, ended };
}

/** Starts a service that should refuse to run, and waits for its end. One that listens is killed. */
export function startAndEnd(environment: Readonly<Record<string, string>>): Promise<End> {
  const { child, listening, ended } = spawnMain(environment);
  void listening.then(
    () => child.kill('SIGKILL'),
    () => {},
  );
  return ended;
}
