// Development tool: `npm run migration -- <name>` writes the SQL that leads from the migrations to
// prisma/schema.prisma. It stands in for `prisma migrate dev`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pendingChanges } from './schema-engine.mjs';

const name = process.argv[2];
if (!/^[a-z0-9_]+$/.test(name ?? '')) {
  process.stderr.write('usage: npm run migration -- <name in a-z, 0-9 and _>\n');
  process.exit(2);
}
const sql = await pendingChanges();
if (sql === '') {
  process.stdout.write('The migrations already lead to prisma/schema.prisma.\n');
} else {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const directory = fileURLToPath(new URL(`migrations/${stamp}_${name}`, import.meta.url));
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}/migration.sql`, sql);
  process.stdout.write(`Wrote ${directory}/migration.sql\n`);
}
