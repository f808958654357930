import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { OpenTokens } from '../open-tokens.js';
import { PrismaTokens } from '../tokens.js';
import { Connection } from './connection.js';
import { refusal, takeOver } from './open.js';
import { writingClient } from './prisma-client.js';

/** Milliseconds to wait for a process that is about to make or migrate the database. */
const PATIENCE = 5000;

/** Opens the access tokens of the database at `path`, beside a server. */
export async function openSqliteTokens(path: string): Promise<OpenTokens> {
  const file = resolve(path);
  try {
    // Whoever serves it has migrated it. Nobody does when there is no such table.
    if (!existsSync(file) || !hasTokens(file)) (await takeOver(file, PATIENCE))();
  } catch (error) {
    throw refusal(file, error);
  }
  const client = writingClient(file);
  return { tokens: new PrismaTokens(client), close: () => client.$disconnect() };
}

function hasTokens(file: string): boolean {
  const connection = Connection.open(file, 'read');
  try {
    return connection.statement("SELECT 1 FROM sqlite_master WHERE name = 'AccessToken'").get() !== undefined;
  } finally {
    connection.close();
  }
}
