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
import type { Connection } from './connection.js';
import { collectionColumns, collectionOf, type CollectionRow, type Integer, requireExact } from '../rows.js';

const STATE = `
  SELECT ${collectionColumns('c')},
    (SELECT r.at FROM Revision AS r WHERE r.collection = c.name ORDER BY r.sequence DESC LIMIT 1) AS at
  FROM Collection AS c WHERE c.name = ?`;

// By index. The collection's own sequence is the bound of the snapshot: it is read first, and what it counts is there.
const CHANGES = `
  SELECT r.sequence AS sequence, r.id AS id, r.revision AS revision, r.operation AS operation, r.author AS author,
    r.createdAt AS createdAt, r.at AS at, octet_length(r.data) AS size
  FROM Revision AS r WHERE r.collection = @collection AND r.sequence > @since
  ORDER BY r.sequence LIMIT @limit`;

interface ChangeRow {
  readonly sequence: Integer;
  readonly id: string;
  readonly revision: Integer;
  readonly operation: string;
  readonly author: string | null;
  readonly createdAt: Integer;
  readonly at: Integer;
  readonly size: Integer | null;
}

/** The feed of changes on SQLite. */
export class SqliteChanges implements ChangeReader {
  constructor(private readonly reader: Connection) {}

  async changes(
    collection: CollectionName,
    { since, limit }: { readonly since: Sequence; readonly limit: number },
  ): Promise<ChangesPage | LostPlace | MissingFeed> {
    // One transaction of one tick, so that the state and the changes are of one snapshot.
    return this.reader.database.transaction(() => {
      const state = this.#state(collection);
      if (state.kind !== 'state') return state;
      const { collection: head, at } = state;
      if (since < head.prunedThrough || since > head.sequence) {
        return { kind: 'lost-place' as const, collection: head, at };
      }
      const rows = this.reader.statement(CHANGES).all({ collection, since, limit: limit + 1 }) as ChangeRow[];
      const items = rows.slice(0, limit).map(changeOf);
      return { kind: 'page' as const, collection: head, at, items, more: rows.length > limit };
    })();
  }

  async feedState(
    collection: CollectionName,
  ): Promise<({ readonly kind: 'state' } & FeedState) | MissingFeed> {
    return this.#state(collection);
  }

  #state(collection: CollectionName): ({ readonly kind: 'state' } & FeedState) | MissingFeed {
    const row = this.reader.statement(STATE).get(collection) as
      (CollectionRow & { readonly at: Integer | null }) | undefined;
    if (row === undefined) return { kind: 'collection-absent' };
    const head = collectionOf(row);
    if (head.deleted) return { kind: 'collection-deleted', collection: head };
    return { kind: 'state', collection: head, at: Number(row.at ?? 0) as Milliseconds };
  }
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
    at: Number(row.at) as Milliseconds,
    size: Number(row.size ?? 0),
  };
}
