// Prisma's schema engine as WebAssembly, for development and the drift test only: `prisma migrate` would
// download a native engine, and that cannot be counted on.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const root = fileURLToPath(new URL('.', import.meta.url));

/** The migrations on disk in the form the schema engine takes. */
export function migrationList(directory = `${root}migrations`) {
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  return {
    baseDir: directory,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(`${directory}/migration_lock.toml`, 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(`${directory}/${name}/migration.sql`, 'utf8') },
      },
    })),
  };
}

// The package's own entry imports the .wasm file as a module, which Node 20 cannot do.
const wasmPath = createRequire(import.meta.url)
  .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  .replace(/\.js$/, '.wasm');
const wasm = await WebAssembly.instantiate(readFileSync(wasmPath), { './schema_engine_bg.js': bindings });
bindings.__wbg_set_wasm(wasm.instance.exports);
wasm.instance.exports.__wbindgen_start();

/** The engine replays a migration as one `executeRaw`, but better-sqlite3 prepares single statements only. */
class ScriptCapableFactory extends PrismaBetterSqlite3 {
  async connectToShadowDb() {
    const adapter = await super.connectToShadowDb();
    const executeRaw = adapter.executeRaw.bind(adapter);
    adapter.executeRaw = async (query) =>
      query.args.length > 0 ? executeRaw(query) : (await adapter.executeScript(query.sql), 0);
    return adapter;
  }
}

/** A schema engine over the SQLite file at `url` (`file:…` or `:memory:`). */
export async function schemaEngine(url = ':memory:') {
  const factory = bindMigrationAwareSqlAdapterFactory(new ScriptCapableFactory({ url }));
  return bindings.SchemaEngine.new({ datamodels: [['schema.prisma', schemaText()]] }, () => {}, factory);
}

/** What still separates the migrations from a schema: an empty script when they agree. */
export async function pendingChanges(schema = schemaText()) {
  const engine = await schemaEngine();
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...migrationList() },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: null,
      shadowDatabaseUrl: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = stdout ?? '';
    // The engine says "nothing" as a comment.
    return /^\s*(--[^\n]*\s*)*$/.test(sql) ? '' : sql;
  } finally {
    engine.free();
  }
}

/** The text of prisma/schema.prisma. */
export function schemaText() {
  return readFileSync(`${root}schema.prisma`, 'utf8');
}
