import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { RULES } from '../rules.js';
import { makeMutatedTree } from './mutated-tree.js';
import type { Mutant } from './mutant.js';

/** What a mutant came to. */
export interface Trial {
  readonly mutant: Pick<Mutant, 'name' | 'database'>;
  /** The rules it broke, the most often broken first; or the test that failed. Empty: it was not caught. */
  readonly caught: readonly string[];
  readonly seconds: number;
  readonly seed: number | undefined;
}

/** Seeds that a mutant may need. */
const SEEDS = [1, 2, 3];

/** Runs a mutant under the checker, or under its test, until it is caught. */
export async function tryMutant(mutant: Mutant, seeds: readonly number[] = SEEDS): Promise<Trial> {
  const tree = makeMutatedTree(mutant);
  const began = performance.now();
  const told = (caught: readonly string[], seed?: number): Trial => {
    return { mutant, caught, seconds: (performance.now() - began) / 1000, seed };
  };
  try {
    if (mutant.test !== undefined) return told(await failingTest(tree.path, mutant.test));
    for (const seed of seeds) {
      const caught = await torture(tree.path, mutant, seed);
      if (caught.length > 0) return told(caught, seed);
    }
    return told([], seeds.at(-1));
  } finally {
    tree.remove();
  }
}

/** The rules that the program in `tree` breaks. */
async function torture(tree: string, { database }: Mutant, seed: number): Promise<string[]> {
  const options = {
    seed: String(seed),
    database,
    seconds: '5',
    // However slow the machine is.
    acknowledged: '500',
    calm: '700',
    faults: 'kill -9',
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const script = ['--import', './test/support/typescript.mjs', 'test/linearizability/torture.ts'];
  const { stdout, stderr } = await run(tree, process.execPath, [...script, ...args, '--json']);
  const line = stdout.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) throw new Error(`the torture of a mutant has failed: ${stderr}`);
  const { violations } = JSON.parse(line) as { violations: { rule: keyof typeof RULES }[] };
  const counts = new Map<keyof typeof RULES, number>();
  for (const { rule } of violations) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts]
    .toSorted((a, b) => b[1] - a[1])
    .map(([rule, count]) => `${rule} ${RULES[rule]} (${count})`);
}

/** The name of `test` if it fails in `tree`. */
async function failingTest(tree: string, test: string): Promise<string[]> {
  const { code } = await run(tree, 'npx', ['jest', '-w', '1', test], {
    NODE_OPTIONS: '--experimental-vm-modules',
  });
  return code === 0 ? [] : [test];
}

async function run(
  cwd: string,
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
