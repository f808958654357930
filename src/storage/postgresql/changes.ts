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

const newest = (log: string): string =>
  `(SELECT r.sequence, r.at FROM "${log}" AS r WHERE r.collection = c.name ORDER BY r.sequence DESC LIMIT 1)`;

// The newest of both logs: each by its index.
const AT = `
  (SELECT n.at FROM (${newest('Revision')} UNION ALL ${newest('AttachmentChange')}) AS n
    ORDER BY n.sequence DESC LIMIT 1) AS "at"`;

const STATE = `SELECT ${collectionColumns('c')}, ${AT} FROM "Collection" AS c WHERE c.name = @collection`;

const behind = (log: string, attachment: string, size: string): string => `
  (SELECT r.sequence AS sequence, r.id AS id, ${attachment} AS attachment, r.revision AS revision,
    r.operation AS operation, r.author AS author, r."createdAt" AS "createdAt", r.at AS "changedAt", ${size} AS size
  FROM "${log}" AS r WHERE r.collection = c.name AND r.sequence > @since ORDER BY r.sequence LIMIT @rows::int)`;

// One statement, so that the state and the changes are of one snapshot. Whoever commits holds the collection's row from
// before it takes a sequence: what a snapshot shows is everything up to the collection's own sequence. Every sequence
// stands in one of the two logs, so that the union in order has no gap.
const CHANGES = `
  SELECT ${collectionColumns('c')}, ${AT}, p.*
  FROM "Collection" AS c LEFT JOIN LATERAL (
    ${behind('Revision', 'NULL::text', 'octet_length(r.data)')} UNION ALL ${behind('AttachmentChange', 'r.name', 'r.size')}
    ORDER BY sequence LIMIT @rows) AS p ON TRUE
  WHERE c.name = @collection ORDER BY p.sequence`;

const CHANGE = ['Revision', 'AttachmentChange']
  .map((log) => `SELECT 1 FROM "${log}" WHERE collection = @collection AND sequence = @sequence`)
  .join(' UNION ALL ');

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
