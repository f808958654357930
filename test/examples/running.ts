import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** An example that has ended. */
export interface Ended {
  readonly code: number | null;
  /** What it printed, line by line. */
  readonly lines: readonly string[];
  /** What it wrote to standard error. */
  readonly complaint: string;
}

/** An example that runs as a process of its own. */
export class Running {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #look = () => {};

  /** Starts `command` with an example and its arguments, as its reader would. */
  constructor(
    command: string,
    name: string,
    args: readonly string[],
    environment: Record<string, string> = {},
  ) {
    const file = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
    const child = spawn(command, [file, ...args], {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#lines.push(line);
      this.#look();
    });
    let complaint = '';
    child.stderr.on('data', (piece: Buffer) => (complaint += piece.toString()));
    const closed = once(child, 'close') as Promise<[number | null]>;
    this.ended = closed.then(([code]) => ({ code, lines: this.#lines, complaint }));
  }

  /** Resolves with what `pattern` captures in the first line that it matches. */
  async printed(pattern: RegExp): Promise<string> {
    const found = new Promise<string>((resolve) => {
      this.#look = () => {
        const match = this.#lines.map((line) => pattern.exec(line)).find((result) => result !== null);
        if (match) resolve(match[1] ?? '');
      };
      this.#look();
    });
    const early = this.ended.then(({ code, complaint }) => {
      throw new Error(`ended with ${code}: ${complaint}`);
    });
    return Promise.race([found, early]);
  }

  /** Sends `signal` and resolves when the process has ended. */
  end(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal);
    return this.ended;
  }
}
