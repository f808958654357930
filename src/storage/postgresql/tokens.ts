import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../generated/postgresql/client.js';
import type { OpenTokens } from '../open-tokens.js';
import { PrismaTokens } from '../tokens.js';
import { Database } from './database.js';
import { prepare, refusal } from './open.js';
import { refuseUnsafeServer } from './server-check.js';

/** A command needs one connection, and migrating another. */
const CONNECTIONS = 2;

/** Opens the access tokens of the database at `url`, beside its replicas. */
export async function openPostgresqlTokens(url: string): Promise<OpenTokens> {
  const database = new Database(url, CONNECTIONS, refuseUnsafeServer);
  try {
    await prepare(database, 'serve');
    const place = await database.get<{ schema: string }>('SELECT current_schema() AS schema', {});
    const adapter = new PrismaPg(database.pool, { schema: place?.schema ?? 'public' });
    const client = new PrismaClient({ adapter });
    return {
      tokens: new PrismaTokens(client),
      async close() {
        await client.$disconnect();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw refusal(url, error);
  }
}
