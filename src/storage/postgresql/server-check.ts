import { StoreRefusal } from '../../store/index.js';
import type { Database } from './database.js';

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

/** Refuses a server that would break what the service promises. What an engine does not know is not asked of it. */
export async function refuseUnsafeServer(database: Database): Promise<void> {
  for (const { name, wrong, why } of REFUSED) {
    const row = await database.get<{ value: string | null }>(
      'SELECT current_setting(@name::text, TRUE) AS value',
      { name },
    );
    const value = row?.value ?? undefined;
    if (value !== undefined && wrong(value)) {
      throw new StoreRefusal(`the PostgreSQL server has ${name} = ${value}: ${why}`);
    }
  }
}

function isOff(value: string): boolean {
  return value === 'off';
}
