import { type AccessToken, type Milliseconds, StoreFailure, type TokenStore } from '../store/index.js';

/** What the Prisma clients of both databases have in common; a value in a template is always a parameter. */
export interface RawClient {
  $queryRaw<T>(sql: TemplateStringsArray, ...values: unknown[]): PromiseLike<T>;
  $executeRaw(sql: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

interface Row extends Pick<AccessToken, 'name' | 'hash' | 'scopes'> {
  readonly createdAt: bigint | number;
  readonly expiresAt: bigint | number | null;
  readonly revokedAt: bigint | number | null;
}

/** Access tokens through Prisma, on either database: each call is one statement. */
export class PrismaTokens implements TokenStore {
  constructor(private readonly client: RawClient) {}

  async find(hash: string): Promise<AccessToken | undefined> {
    const [row] = await attempt(
      this.client.$queryRaw<Row[]>`
        SELECT name, hash, scopes, "createdAt", "expiresAt", "revokedAt" FROM "AccessToken" WHERE hash = ${hash}`,
    );
    return row && tokenOf(row);
  }

  async create(token: Omit<AccessToken, 'revokedAt'>): Promise<'created' | 'taken'> {
    const { name, hash, scopes } = token;
    const createdAt = BigInt(token.createdAt);
    const expiresAt = token.expiresAt === null ? null : BigInt(token.expiresAt);
    // The guard stands in the statement: two operators cannot both have the name.
    const changed = await attempt(
      this.client.$executeRaw`
        INSERT INTO "AccessToken" (name, hash, scopes, "createdAt", "expiresAt", "revokedAt")
        VALUES (${name}, ${hash}, ${scopes}, ${createdAt}, ${expiresAt}, NULL)
        ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, scopes = excluded.scopes,
          "createdAt" = excluded."createdAt", "expiresAt" = excluded."expiresAt", "revokedAt" = NULL
        WHERE "AccessToken"."revokedAt" IS NOT NULL OR "AccessToken"."expiresAt" <= excluded."createdAt"`,
    );
    return changed === 1 ? 'created' : 'taken';
  }

  async list(): Promise<readonly AccessToken[]> {
    const rows = await attempt(
      this.client.$queryRaw<Row[]>`
        SELECT name, hash, scopes, "createdAt", "expiresAt", "revokedAt" FROM "AccessToken" ORDER BY name`,
    );
    return rows.map(tokenOf);
  }

  async revoke(name: string, now: Milliseconds): Promise<'revoked' | 'absent'> {
    const changed = await attempt(
      this.client.$executeRaw`
        UPDATE "AccessToken" SET "revokedAt" = ${BigInt(now)} WHERE name = ${name} AND "revokedAt" IS NULL`,
    );
    return changed === 1 ? 'revoked' : 'absent';
  }
}

function tokenOf({ name, hash, scopes, ...row }: Row): AccessToken {
  return {
    name,
    hash,
    scopes,
    createdAt: Number(row.createdAt) as Milliseconds,
    expiresAt: timeOf(row.expiresAt),
    revokedAt: timeOf(row.revokedAt),
  };
}

function timeOf(value: bigint | number | null): Milliseconds | null {
  return value === null ? null : (Number(value) as Milliseconds);
}

/** The statements above are sound, so one that fails does so because of the database. */
async function attempt<T>(result: PromiseLike<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw new StoreFailure('down', { cause: error });
  }
}
