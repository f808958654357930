import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { StoreFailure, type TokenReader } from '../../store/index.js';
import { type Collection, Prisma, PrismaClient, type Store } from '../generated/postgresql/client.js';
import type { CollectionRow } from '../rows.js';
import { PrismaTokens } from '../tokens.js';

/** Prisma's code for a table that is not there. */
const TABLE_MISSING = 'P2021';

/** The reads that Prisma does, on the same pool as everything else. It never writes, and opens no transaction. */
export class PrismaReads {
  readonly #client: PrismaClient;
  /** Of access tokens the reads alone are used here. */
  readonly tokens: TokenReader;

  constructor(pool: pg.Pool, schema: string) {
    this.#client = new PrismaClient({ adapter: new PrismaPg(pool, { schema }) });
    this.tokens = new PrismaTokens(this.#client);
  }

  /** The row that names the database; null when it is not one of this program. */
  identity(): Promise<Store | null> {
    return read(
      this.#client.store.findUnique({ where: { id: 1 } }).catch((error: unknown) => {
        if ((error as { code?: unknown }).code === TABLE_MISSING) return null;
        throw error;
      }),
    );
  }

  collection(name: string): Promise<Collection | null> {
    return read(this.#client.collection.findUnique({ where: { name } }));
  }

  /** In order of name, which is that of code points: so the column compares. */
  liveCollections(): Promise<Collection[]> {
    return read(this.#client.collection.findMany({ where: { deleted: false }, orderBy: { name: 'asc' } }));
  }

  allCollections(): Promise<Collection[]> {
    return read(this.#client.collection.findMany({ orderBy: { name: 'asc' } }));
  }

  async close(): Promise<void> {
    await this.#client.$disconnect();
  }
}

/** A collection as Prisma reads it, with the names that it has in our own statements. */
export function readCollection(row: Collection): CollectionRow {
  return {
    c_name: row.name,
    c_revision: row.revision,
    c_deleted: row.deleted,
    c_settings: row.settings,
    c_createdAt: row.createdAt,
    c_updatedAt: row.updatedAt,
    c_previousAt: row.previousAt,
    c_sequence: row.sequence,
    c_documentCount: row.documentCount,
    c_prunedThrough: row.prunedThrough,
  };
}

/** A read fails because of the database, unless it was put together wrongly. */
async function read<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof Prisma.PrismaClientValidationError) throw error;
    throw new StoreFailure('down', { cause: error });
  }
}
