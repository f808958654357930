import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { StoreRefusal } from '../store/index.js';

/** A row of `_prisma_migrations`, which is Prisma's own table. */
export interface AppliedMigration {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: unknown;
}

/**
 * The names of the migrations below `directory` that are not `applied` yet, in order. Throws a StoreRefusal when the
 * database is newer than the program, or was migrated by files that differ from the program's.
 */
export function missingMigrations(
  applied: readonly AppliedMigration[],
  directory: string,
): readonly string[] {
  const known = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  refuseForeign(applied, known, directory);
  const done = new Set(applied.map((row) => row.migration_name));
  return known.filter((name) => !done.has(name));
}

function refuseForeign(
  applied: readonly AppliedMigration[],
  known: readonly string[],
  directory: string,
): void {
  for (const { migration_name: name, checksum: recorded, finished_at: finished } of applied) {
    if (!known.includes(name)) {
      throw new StoreRefusal(`the database is newer than this program: it knows no migration "${name}"`);
    }
    if (finished === null) {
      throw new StoreRefusal(
        `migration "${name}" was begun by another tool and never finished: restore a backup`,
      );
    }
    if (recorded !== checksum(script(directory, name))) {
      throw new StoreRefusal(`migration "${name}" was applied from a file that differs from this program's`);
    }
  }
}

/** The SQL of a migration. */
export function script(directory: string, name: string): string {
  return readFileSync(`${directory}/${name}/migration.sql`, 'utf8');
}

/** What Prisma records of a migration's file. */
export function checksum(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}
