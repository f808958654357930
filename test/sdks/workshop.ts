import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sight } from './drivers/sight.js';
import { commandOf, type Generator } from './generators.js';

// A folder outside of the project, in which clients are generated and compiled as their users do it.

const DRIVERS = fileURLToPath(new URL('drivers', import.meta.url));
const RUNNER = fileURLToPath(new URL('run.mjs', import.meta.url));
const COMPILER = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** How a user who wants to know of every fault compiles. */
const CONFIG = {
  compilerOptions: {
    strict: true,
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
    module: 'commonjs',
    moduleResolution: 'bundler',
    skipLibCheck: true,
  },
  include: ['*.ts', '*/*.ts', '*/sdk/**/*', '*/sdk/.kubb/*'],
};

/** Where clients are made. */
export class Workshop {
  readonly #faults: string[] = [];

  private constructor(private readonly folder: string) {}

  static async open(): Promise<Workshop> {
    const folder = await mkdtemp(join(tmpdir(), 'etagere-sdks-'));
    await cp(join(DRIVERS, 'sight.ts'), join(folder, 'sight.ts'));
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG));
    return new Workshop(folder);
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Generates a client into the folder called `place`, with the driver of the generator if that is the one it is for. */
  async generate(generator: Generator, place: string, document: string, serviceUrl: string): Promise<void> {
    const cwd = join(this.folder, place);
    const driver = join(DRIVERS, generator.name);
    await mkdir(join(cwd, 'sdk'), { recursive: true });
    await symlink(generator.modules, join(cwd, 'node_modules'));
    for (const file of await readdir(driver)) {
      if (file !== 'driver.ts' || place === generator.name) await cp(join(driver, file), join(cwd, file));
    }
    await writeFile(join(cwd, 'openapi.json'), document);
    const { program, args } = commandOf(generator);
    const { code, printed } = await run(program, args, { cwd, SERVICE_URL: serviceUrl });
    if (code !== 0) this.#faults.push(`${place}/: ${printed}`);
  }

  /** Compiles everything that was generated, and the drivers. */
  async compile(): Promise<void> {
    const { printed } = await run(process.execPath, [COMPILER, '-p', this.folder], { cwd: this.folder });
    this.#faults.push(...printed.split('\n').filter((line) => line !== ''));
  }

  /** What went wrong in the folder called `place`. What belongs to none is wrong in each. */
  faultsIn(place: string): readonly string[] {
    return this.#faults.filter((line) => line.startsWith(`${place}/`) || !/^[a-z-]+\//.test(line));
  }

  /** Has the driver of a generator play the story with the service at `url`. */
  async drive({ name }: Generator, url: string): Promise<Sight> {
    const driver = join(this.folder, name, 'driver.js');
    const { code, printed } = await run(process.execPath, [RUNNER, driver, url], { cwd: this.folder });
    if (code !== 0) throw new Error(printed);
    return JSON.parse(printed) as Sight;
  }
}

/** Runs a program to its end. Nothing that it may want to tell its makers is wanted. */
function run(
  program: string,
  args: readonly string[],
  { cwd, ...environment }: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly printed: string }> {
  const env = { ...process.env, NODE_OPTIONS: '', DO_NOT_TRACK: '1', ...environment };
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const failed = error !== null;
      resolve({ code: failed ? 1 : 0, printed: failed && stdout === '' ? stderr || error.message : stdout });
    });
  });
}
