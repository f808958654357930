import type {
  Change,
  ChangeReader,
  ChangesPage,
  CollectionName,
  DocumentId,
  FeedState,
  LostPlace,
  Milliseconds,
  MissingFeed,
  Operation,
  Revision,
  Sequence,
} from '../../store/index.js';
import { collectionColumns, collectionOf, type CollectionRow, type Integer, requireExact } from '../rows.js';
import type { Database } from './database.js';

const AT = `
  (SELECT r.at FROM "Revision" AS r WHERE r.collection = c.name ORDER BY r.sequence DESC LIMIT 1) AS "at"`;

const STATE = `SELECT ${collectionColumns('c')}, ${AT} FROM "Collection" AS c WHERE c.name = @collection`;

// One statement, so that the state and the changes are of one snapshot. Whoever commits holds the collection's row from
// before it takes a sequence: what a snapshot shows is everything up to the collection's own sequence.
const CHANGES = `
  SELECT ${collectionColumns('c')}, ${AT}, p.*
  FROM "Collection" AS c LEFT JOIN LATERAL (
    SELECT r.sequence AS sequence, r.id AS id, r.revision AS revision, r.operation AS operation, r.author AS author,
      r."createdAt" AS "createdAt", r.at AS "changedAt", octet_length(r.data) AS size
    FROM "Revision" AS r WHERE r.collection = c.name AND r.sequence > @since
    ORDER BY r.sequence LIMIT @rows::int) AS p ON TRUE
  WHERE c.name = @collection ORDER BY p.sequence`;

type StateRow = CollectionRow & { readonly at: Integer | null };

interface ChangeRow {
  readonly sequence: Integer;
  readonly id: string;
  readonly revision: Integer;
  readonly operation: string;
  readonly author: string | null;
  readonly createdAt: Integer;
  readonly changedAt: Integer;
  readonly size: Integer | null;
}

/** The feed of changes on PostgreSQL. */
export class PostgresqlChanges implements ChangeReader {
  constructor(private readonly database: Database) {}

  async changes(
    collection: CollectionName,
    { since, limit }: { readonly since: Sequence; readonly limit: number },
  ): Promise<ChangesPage | LostPlace | MissingFeed> {
    const rows = await this.database.all<StateRow & (ChangeRow | { readonly sequence: null })>(CHANGES, {
      collection,
      since,
      rows: limit + 1,
    });
    const state = stateOf(rows[0]);
    if (state.kind !== 'state') return state;
    const { collection: head, at } = state;
    if (since < head.prunedThrough || since > head.sequence) {
      return { kind: 'lost-place', collection: head, at };
    }
    const found = rows.flatMap((row) => (row.sequence === null ? [] : [row]));
    const items = found.slice(0, limit).map(changeOf);
    return { kind: 'page', collection: head, at, items, more: found.length > limit };
  }

  async feedState(
    collection: CollectionName,
  ): Promise<({ readonly kind: 'state' } & FeedState) | MissingFeed> {
    return stateOf(await this.database.get<StateRow>(STATE, { collection }));
  }
}

function stateOf(row: StateRow | undefined): ({ readonly kind: 'state' } & FeedState) | MissingFeed {
  if (row === undefined) return { kind: 'collection-absent' };
  const head = collectionOf(row);
  if (head.deleted) return { kind: 'collection-deleted', collection: head };
  return { kind: 'state', collection: head, at: Number(row.at ?? 0) as Milliseconds };
}

function changeOf(row: ChangeRow): Change {
  return {
    sequence: requireExact(row.sequence) as Sequence,
    id: row.id as DocumentId,
    attachment: null,
    revision: requireExact(row.revision) as Revision,
    operation: row.operation as Operation,
    author: row.author,
    createdAt: Number(row.createdAt) as Milliseconds,
    at: Number(row.changedAt) as Milliseconds,
    size: Number(row.size ?? 0),
  };
}
