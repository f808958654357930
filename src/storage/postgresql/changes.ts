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
import type { Database } from './database.js';

const AT = `
  (SELECT r.at FROM "Revision" AS r WHERE r.collection = c.name ORDER BY r.sequence DESC LIMIT 1) AS "at"`;

const STATE = `SELECT ${collectionColumns('c')}, ${AT} FROM "Collection" AS c WHERE c.name = @collection`;

// One statement, so that the state and the changes are of one snapshot. Whoever commits holds the collection's row from
// before it takes a sequence: what a snapshot shows is everything up to the collection's own sequence.
const CHANGES = `
  SELECT ${collectionColumns('c')}, ${AT}, p.*
  FROM "Collection" AS c LEFT JOIN LATERAL (
    SELECT r.sequence AS sequence, r.id AS id, NULL AS attachment, r.revision AS revision, r.operation AS operation,
      r.author AS author, r."createdAt" AS "createdAt", r.at AS "changedAt", octet_length(r.data) AS size
    FROM "Revision" AS r WHERE r.collection = c.name AND r.sequence > @since
    ORDER BY r.sequence LIMIT @rows::int) AS p ON TRUE
  WHERE c.name = @collection ORDER BY p.sequence`;

const CHANGE = 'SELECT 1 FROM "Revision" WHERE collection = @collection AND sequence = @sequence';

/** The feed of changes on PostgreSQL. */
export class PostgresqlChanges implements ChangeReader {
  constructor(private readonly database: Database) {}

  async changes(
    collection: CollectionName,
    { since, limit }: { readonly since: Sequence; readonly limit: number },
  ): Promise<ChangesPage | LostPlace | MissingFeed> {
    const rows = await this.database.all<FeedRow & (ChangeRow | { readonly sequence: null })>(CHANGES, {
      collection,
      since,
      rows: limit + 1,
    });
    const state = feedStateOf(rows[0]);
    if (state.kind !== 'state') return state;
    const { collection: head, at } = state;
    const place = placeInFeed(head, since);
    if (place === 'lost' || (place === 'doubtful' && !(await this.#isChange(collection, since)))) {
      return { kind: 'lost-place', collection: head, at };
    }
    const found = rows.flatMap((row) => (row.sequence === null ? [] : [row]));
    const items = found.slice(0, limit).map(changeOf);
    return { kind: 'page', collection: head, at, items, more: found.length > limit };
  }

  async #isChange(collection: CollectionName, sequence: Sequence): Promise<boolean> {
    return (await this.database.get(CHANGE, { collection, sequence })) !== undefined;
  }

  async feedState(
    collection: CollectionName,
  ): Promise<({ readonly kind: 'state' } & FeedState) | MissingFeed> {
    return feedStateOf(await this.database.get<FeedRow>(STATE, { collection }));
  }
}
