// F9, F42: the program around the offline copy, killed with SIGKILL again and again.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { useService } from '../http/support.js';
import { Chance, SEED } from '../races/chance.js';
import { allItems, useFiles } from './offline-support.js';

const PROGRAM = fileURLToPath(new URL('../../examples/node/offline-copy.mjs', import.meta.url));
const bench = useService();
const file = useFiles();

/** The program, with what it prints. */
class Program {
  readonly lines: string[] = [];
  readonly ended: Promise<unknown>;
  readonly #child: ChildProcessWithoutNullStreams;
  #look = () => {};

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [PROGRAM, ...args]);
    this.ended = once(this.#child, 'close');
    this.#child.stdin.on('error', () => {});
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.lines.push(line);
      this.#look();
    });
  }

  type(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Resolves when as many lines as `count` match. */
  printed(pattern: RegExp, count = 1): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.lines.filter((line) => pattern.test(line)).length >= count) resolve();
      };
      this.#look();
    });
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

it(`killed in the middle of its edits, it goes on from its file: no edit that it showed is gone, none is made twice (SEED=${SEED})`, async () => {
  const place = await bench.collection();
  const chance = new Chance();
  const args = [bench.url, place.name, file()];
  const shown = new Set<string>();
  const rounds = 6;
  for (let round = 0; round < rounds; round += 1) {
    const program = new Program(args);
    for (let edit = 0; edit < 40; edit += 1)
      program.type(`put d${edit % 5}-${round} {"edit":"e${round}x${edit}"}`);
    await program.printed(/"e\d+x/, 1 + chance.below(40));
    await program.kill();
    for (const line of program.lines) {
      const [, id, edit] = /^(\S+): \{"edit":"(e\d+x\d+)"\}$/.exec(line) ?? [];
      if (id?.endsWith(`-${round}`) === true && edit !== undefined) shown.add(`${id} ${edit}`);
    }
  }
  const last = new Program(args);
  last.type('put last {}');
  // The last one to be sent, as it is the newest.
  for (let answered = false; !answered;) {
    const before = last.lines.length;
    last.type('list');
    await last.printed(/not sent yet/, 1 + last.lines.filter((line) => line.includes('not sent yet')).length);
    answered = last.lines.slice(before).some((line) => line.endsWith('not sent yet: none'));
  }
  last.type('conflicts');
  last.type('quit');
  await last.ended;
  expect(last.lines.filter((line) => line.includes('"kind"'))).toEqual([]);

  const truth = await allItems(bench.client, place.list);
  expect(truth.has('last')).toBe(true);
  for (const entry of shown) {
    const [id = '', edit = ''] = entry.split(' ');
    const now = (truth.get(id)?.['edit'] as string | undefined) ?? 'e0x-1';
    // Or what the same program put there later, though it was killed before it could show that.
    expect([id, Number(now.split('x')[1]) >= Number(edit.split('x')[1])]).toEqual([id, true]);
  }
  expect(shown.size).toBeGreaterThan(rounds);
  // Copies would be a sign of a conflict with oneself.
  expect([...truth.keys()].filter((id) => id.includes('~'))).toEqual([]);
});
