import type { CollectionName, DocumentId, ListState, Milliseconds, Position } from '../../store/index.js';
import { Candidate } from '../query/candidate.js';
import type { IndexState } from '../query/index-entries.js';
import type { Found, ListSnapshot } from '../query/list-scan.js';
import type { Source } from '../query/list-source.js';
import { type HeadRow, headOf } from '../rows.js';
import type { Session } from './database.js';
import { indexStates } from './field-index.js';
import { indexedValues } from './index-text.js';

/** Rows that are fetched together, and bytes of bodies. */
const BATCH_ROWS = 500;
const BATCH_BYTES = 4 * 1024 * 1024;

/** The newest change among the live documents, by index whatever their number. */
export const NEWEST = `
  SELECT d.sequence AS sequence, d."updatedAt" AS at FROM "Document" AS d
  WHERE d.collection = @collection AND NOT d.deleted ORDER BY d.sequence DESC LIMIT 1`;

const REVISION = `
  SELECT data AS text, at, "createdAt" FROM "Revision"
  WHERE collection = @collection AND id = @id AND revision = @revision`;

const TEXTS = `
  SELECT r.id AS id, r.data AS text FROM unnest(@ids::text[], @revisions::bigint[]) AS w(id, revision)
  JOIN "Revision" AS r ON r.collection = @collection AND r.id = w.id AND r.revision = w.revision`;

type Row = HeadRow & { readonly id: DocumentId };

/** What a list is made of, read inside a transaction that sees one state of the database. */
export class PostgresqlListSnapshot implements ListSnapshot {
  #cursors = 0;

  constructor(private readonly session: Session) {}

  newest(collection: CollectionName): Promise<Pick<ListState, 'sequence' | 'at'> | undefined> {
    return this.session.get(NEWEST, { collection });
  }

  indexStates(collection: CollectionName): Promise<ReadonlyMap<string, IndexState>> {
    return indexStates(this.session, collection);
  }

  async revision(
    collection: CollectionName,
    { id, revision }: Position,
  ): Promise<{ text: string; at: Milliseconds; createdAt: Milliseconds } | undefined> {
    const values = { collection, id, revision };
    const row = await this.session.get<{
      text: string | null;
      at: Milliseconds;
      createdAt: Milliseconds;
    }>(REVISION, values);
    return row === undefined || row.text === null ? undefined : { ...row, text: row.text };
  }

  async *documents(
    collection: CollectionName,
    { sql, values }: Source['statements'][number],
    withText: boolean,
  ): AsyncGenerator<readonly Found[]> {
    // A cursor ends with its transaction, whether everything was read or not.
    const cursor = `list_${(this.#cursors += 1)}`;
    const declare = `DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`;
    await this.session.once(declare, { ...indexedValues(values), collection });
    for (;;) {
      const rows = await this.session.once<Row>(`FETCH ${BATCH_ROWS} FROM ${cursor}`, {});
      for (const batch of withText ? bySize(rows) : [rows]) {
        yield await this.#found(collection, batch, withText);
      }
      if (rows.length < BATCH_ROWS) return;
    }
  }

  async #found(
    collection: CollectionName,
    rows: readonly Row[],
    withText: boolean,
  ): Promise<readonly Found[]> {
    const texts = withText ? await this.#texts(collection, rows) : undefined;
    return rows.map((row) => {
      const { id } = row;
      const head = headOf(row);
      const text = (): string => {
        const found = texts?.get(id);
        if (found === undefined) throw new Error(`${collection}/${id} has no body in the snapshot`);
        return found;
      };
      return { id, head, candidate: new Candidate(id, head, text) };
    });
  }

  async #texts(collection: CollectionName, rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
    const ids = rows.map(({ id }) => id);
    const revisions = rows.map(({ revision }) => Number(revision));
    const found = await this.session.all<{ id: string; text: string }>(TEXTS, { collection, ids, revisions });
    return new Map(found.map(({ id, text }) => [id, text]));
  }
}

/** `rows` in runs whose bodies together are small enough to be held at once. */
function* bySize(rows: readonly Row[]): Generator<readonly Row[]> {
  let run: Row[] = [];
  let bytes = 0;
  for (const row of rows) {
    run.push(row);
    bytes += Number(row.size);
    if (bytes < BATCH_BYTES) continue;
    yield run;
    run = [];
    bytes = 0;
  }
  if (run.length > 0) yield run;
}
