import {
  type ChangeReader,
  type ChangesPage,
  type CollectionName,
  type FeedState,
  type LostPlace,
  type MissingFeed,
  placeInFeed,
  type Sequence,
} from '../../store/index.js';
import { changeOf, type ChangeRow, feedStateOf, type FeedRow } from '../change-rows.js';
import { collectionColumns } from '../rows.js';
import type { Connection } from './connection.js';

// The newest of both logs: each by its index.
const STATE = `
  SELECT ${collectionColumns('c')}, newest.at AS at FROM Collection AS c LEFT JOIN (
    SELECT * FROM (SELECT sequence, at FROM Revision WHERE collection = @collection ORDER BY sequence DESC LIMIT 1)
    UNION ALL
    SELECT * FROM (SELECT sequence, at FROM AttachmentChange WHERE collection = @collection ORDER BY sequence DESC LIMIT 1)
    ORDER BY sequence DESC LIMIT 1) AS newest
  WHERE c.name = @collection`;

const COMMON = 'sequence, id, revision, operation, author, createdAt, at AS changedAt';

// By index. The collection's own sequence is the bound of the snapshot: it is read first, and what it counts is there.
// Every sequence stands in one of the two logs, so that the union in order has no gap.
const CHANGES = `
  SELECT * FROM (SELECT ${COMMON}, NULL AS attachment, octet_length(data) AS size
    FROM Revision WHERE collection = @collection AND sequence > @since ORDER BY sequence LIMIT @limit)
  UNION ALL
  SELECT * FROM (SELECT ${COMMON}, name AS attachment, size
    FROM AttachmentChange WHERE collection = @collection AND sequence > @since ORDER BY sequence LIMIT @limit)
  ORDER BY sequence LIMIT @limit`;

const CHANGE = `
  SELECT 1 FROM Revision WHERE collection = @collection AND sequence = @sequence
  UNION ALL SELECT 1 FROM AttachmentChange WHERE collection = @collection AND sequence = @sequence`;

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
      const place = placeInFeed(head, since);
      if (place === 'lost' || (place === 'doubtful' && !this.#isChange(collection, since))) {
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

  #isChange(collection: CollectionName, sequence: Sequence): boolean {
    return this.reader.statement(CHANGE).get({ collection, sequence }) !== undefined;
  }

  #state(collection: CollectionName): ReturnType<typeof feedStateOf> {
    return feedStateOf(this.reader.statement(STATE).get({ collection }) as FeedRow | undefined);
  }
}
