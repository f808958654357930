import { defineConfig } from 'prisma/config';

// `generate` and `validate` need no schema engine, but the CLI insists on finding one and would try to
// download it. Naming any existing executable satisfies that check without the network.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

const url = process.env.DATABASE_URL ?? 'file:./data/etagere.db';
const folder = /^postgres(ql)?:/.test(url) ? 'prisma/postgresql' : 'prisma';

export default defineConfig({
  schema: `${folder}/schema.prisma`,
  migrations: { path: `${folder}/migrations` },
  datasource: { url },
});
