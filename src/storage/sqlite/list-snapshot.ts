import type { CollectionName, DocumentId, ListState, Milliseconds, Position } from '../../store/index.js';
import { Candidate } from '../query/candidate.js';
import type { IndexState } from '../query/index-entries.js';
import type { Found, ListSnapshot } from '../query/list-scan.js';
import type { Source } from '../query/list-source.js';
import { type HeadRow, headOf } from '../rows.js';
import type { Connection } from './connection.js';
import { indexStates } from './field-index.js';

const TEXT = 'SELECT data FROM Revision WHERE collection = ? AND id = ? AND revision = ?';
const PLACE =
  'SELECT data AS text, at, createdAt FROM Revision WHERE collection = ? AND id = ? AND revision = ?';

const NEWEST = `
  SELECT sequence, updatedAt AS at FROM Document WHERE collection = ? AND deleted = 0 ORDER BY sequence DESC LIMIT 1`;

/** What a list is made of, read on a connection inside a read transaction. */
export class SqliteListSnapshot implements ListSnapshot {
  constructor(private readonly connection: Connection) {}

  async newest(collection: CollectionName): Promise<Pick<ListState, 'sequence' | 'at'> | undefined> {
    return this.connection.statement(NEWEST).get(collection) as
      Pick<ListState, 'sequence' | 'at'> | undefined;
  }

  async indexStates(collection: CollectionName): Promise<ReadonlyMap<string, IndexState>> {
    return indexStates(this.connection, collection);
  }

  async revision(
    collection: CollectionName,
    { id, revision }: Position,
  ): Promise<{ text: string; at: Milliseconds; createdAt: Milliseconds } | undefined> {
    const row = this.connection.statement(PLACE).get(collection, id, revision) as
      { text: string | null; at: Milliseconds; createdAt: Milliseconds } | undefined;
    return row === undefined || row.text === null ? undefined : { ...row, text: row.text };
  }

  // All rows are one batch: each is fetched when it is asked for, and so is a body.
  async *documents(
    collection: CollectionName,
    { sql, values }: Source['statements'][number],
  ): AsyncGenerator<Iterable<Found>> {
    yield this.#found(collection, sql, values);
  }

  *#found(collection: CollectionName, sql: string, values: object): Generator<Found> {
    const rows = this.connection.statement(sql).iterate({ ...values, collection }) as IterableIterator<
      HeadRow & { readonly id: DocumentId }
    >;
    for (const row of rows) {
      const { id, revision } = row;
      const text = () =>
        (this.connection.statement(TEXT).get(collection, id, revision) as { data: string }).data;
      const head = headOf(row);
      yield { id, head, candidate: new Candidate(id, head, text) };
    }
  }
}
