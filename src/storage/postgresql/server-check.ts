import type pg from 'pg';
import { StoreRefusal } from '../../store/index.js';

/** Settings under which PostgreSQL may lose what it has acknowledged, or keeps something else than it was given. */
const REFUSED: readonly {
  readonly name: string;
  readonly wrong: (value: string) => boolean;
  readonly why: string;
}[] = [
  { name: 'fsync', wrong: isOff, why: 'a power cut may damage the database' },
  {
    name: 'synchronous_commit',
    wrong: isOff,
    why: 'a crash may undo writes that were acknowledged',
  },
  { name: 'full_page_writes', wrong: isOff, why: 'a power cut may damage the database' },
  {
    name: 'transaction_read_only',
    wrong: (value) => value === 'on',
    why: 'it is a replica, or read-only: name the primary server',
  },
  { name: 'server_encoding', wrong: (value) => value !== 'UTF8', why: 'the database must be made with UTF8' },
];

/** One statement for a new connection, with what an engine does not know left out. */
const SHOW = `SELECT ${REFUSED.map(({ name }) => `current_setting('${name}', TRUE) AS ${name}`).join(', ')}`;

/**
 * Refuses a server that would break what the service promises. Asked of every new connection: the address may lead to
 * another server by now, and entity-tags are never read from a replica.
 */
export async function refuseUnsafeServer(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<Record<string, string | null>>(SHOW);
  for (const { name, wrong, why } of REFUSED) {
    const value = rows[0]?.[name] ?? undefined;
    if (value !== undefined && wrong(value)) {
      throw new StoreRefusal(`the PostgreSQL server has ${name} = ${value}: ${why}`);
    }
  }
}

function isOff(value: string): boolean {
  return value === 'off';
}
