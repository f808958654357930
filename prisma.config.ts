import { defineConfig } from 'prisma/config';

// `generate` and `validate` need no schema engine, but the CLI insists on finding one and would try to
// download it. Naming any existing executable satisfies that check without the network.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'file:./data/etagere.db' },
});
