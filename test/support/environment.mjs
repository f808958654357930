import 'reflect-metadata';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { TestEnvironment } from 'jest-environment-node';

const root = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/**
 * Node's environment, and the built service in it. Jest gives every test file modules of its own, and would load Nest,
 * Prisma and some hundred more for each; what Node itself imports stays, for all files that a worker runs.
 */
export default class extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.importBuilt = async (path) => {
      requireFreshBuild();
      return import(pathToFileURL(root(join('dist', path))).href);
    };
  }
}

let fresh = false;

/** A test of yesterday's build would say nothing about today's sources. */
function requireFreshBuild() {
  if (fresh) return;
  const built = newest(root('dist'), '.js');
  const written = newest(root('src'), '.ts');
  if (built < written) throw new Error('dist is older than src: npm run build');
  fresh = true;
}

function newest(folder, extension) {
  const times = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith(extension) && !entry.parentPath.includes('generated'),
    )
    .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs);
  return Math.max(0, ...times);
}
