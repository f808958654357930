// Development tool: `npm run schema:postgresql` writes prisma/postgresql/schema.prisma. There is one source of the data
// model, prisma/schema.prisma; only the provider and the place of the client differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SOURCE = new URL('schema.prisma', import.meta.url);
const DERIVED = new URL('postgresql/schema.prisma', import.meta.url);

/** The schema for PostgreSQL that the source amounts to. */
export function derivedSchema() {
  return readFileSync(SOURCE, 'utf8')
    .replace(
      '// The source of the data model (SQLite). ',
      '// Written by `npm run schema:postgresql` from prisma/schema.prisma: change that.\n// ',
    )
    .replace('"../src/storage/generated/prisma"', '"../../src/storage/generated/postgresql"')
    .replace('provider = "sqlite"', 'provider = "postgresql"');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(DERIVED, derivedSchema());
