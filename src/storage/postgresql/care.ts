import pg from 'pg';
import { SEQUENCES_OF_A_STORE } from '../../store/index.js';
import { CHECKS, faultLine, type FaultRow } from '../check-queries.js';
import { connectionOptions, Database } from './database.js';
import { migrate, refuseUnknown } from './migrations.js';
import { newEpoch, refusal } from './open.js';
import { TIMEOUTS } from './timeouts.js';
import { transact } from './transactions.js';

/** Faults of one kind that are told: a server sends all rows at once. */
const TOLD = 1000;
const PATIENT = { statement_timeout: 0, query_timeout: 0 };
const BEGIN = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/** Everything that is wrong between the rows of the store at `url`, line by line; beside servers, at one moment. */
export async function* checkPostgresql(url: string): AsyncGenerator<string> {
  const client = new pg.Client({ ...connectionOptions(url, TIMEOUTS), ...PATIENT });
  try {
    await requireKnown(url);
    await client.connect();
    await client.query(BEGIN);
    for (const check of CHECKS) {
      const found = await client.query<FaultRow>(`${check.sql} LIMIT ${TOLD}`);
      for (const row of found.rows) yield faultLine(check, row);
    }
  } catch (error) {
    throw refusal(url, error);
  } finally {
    await client.end();
  }
}

async function requireKnown(url: string): Promise<void> {
  const database = new Database(url, 1);
  try {
    await refuseUnknown(database);
  } finally {
    await database.close();
  }
}

const RENEW = `
  UPDATE "Store" SET epoch = @epoch,
    "notBefore" = GREATEST(@now::bigint, "notBefore", (SELECT max(c."updatedAt") FROM "Collection" AS c),
      (SELECT max(d."updatedAt") FROM "Document" AS d), (SELECT max(a."updatedAt") FROM "Attachment" AS a)) + 1000,
    restores = 1 + GREATEST(restores,
      (SELECT COALESCE(max(c.sequence), 0) / ${SEQUENCES_OF_A_STORE} FROM "Collection" AS c))
  WHERE id = 1`;

const GO_ON = `
  UPDATE "Collection" SET sequence = (SELECT s.restores FROM "Store" AS s WHERE s.id = 1) * ${SEQUENCES_OF_A_STORE}`;

/** Makes a new store of the database at `url`, which was brought back with the server's own tools. No service may run. */
export async function adoptPostgresql(url: string): Promise<void> {
  const database = new Database(url, 1);
  try {
    await migrate(database, newEpoch());
    await transact(database, async (session) => {
      await session.run(RENEW, { epoch: newEpoch(), now: Date.now() });
      await session.run(GO_ON, {});
      return { result: undefined, commit: true };
    });
  } catch (error) {
    throw refusal(url, error);
  } finally {
    await database.close();
  }
}
