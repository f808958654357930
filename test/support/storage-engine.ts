/** What `migrationList` yields; only handed on. */
export type MigrationList = Readonly<Record<string, unknown>>;

/** The schema engine's diagnosis of a database: the migrations that are not as they should be. */
export interface Diagnosis {
  readonly editedMigrationNames: readonly string[];
  readonly failedMigrationNames: readonly string[];
  readonly hasMigrationsTable: boolean;
  /** How database and files differ; null when they do not. */
  readonly history: { readonly diagnostic: string } | null;
}

interface SchemaEngine {
  diagnoseMigrationHistory(input: {
    readonly migrationsList: MigrationList;
    readonly optInToShadowDatabase: boolean;
    readonly filters: {
      readonly externalTables: readonly string[];
      readonly externalEnums: readonly string[];
    };
  }): Promise<Diagnosis>;
  free(): void;
}

interface EngineModule {
  readonly pendingChanges: (schema?: string) => Promise<string>;
  readonly schemaText: () => string;
  readonly migrationList: (directory?: string) => MigrationList;
  readonly schemaEngine: (url: string) => Promise<SchemaEngine>;
}

/** prisma/schema-engine.mjs, which is no TypeScript. */
export function engineModule(): Promise<EngineModule> {
  const path: string = '../../prisma/schema-engine.mjs';
  return import(path) as Promise<EngineModule>;
}

/** What Prisma itself says of the migrations of the database `file`, against those in `directory`. */
export async function diagnose(file: string, directory?: string): Promise<Diagnosis> {
  const { schemaEngine, migrationList } = await engineModule();
  const engine = await schemaEngine(`file:${file}`);
  try {
    return await engine.diagnoseMigrationHistory({
      migrationsList: migrationList(directory),
      optInToShadowDatabase: false,
      filters: { externalTables: [], externalEnums: [] },
    });
  } finally {
    engine.free();
  }
}
