import type { DocumentId, Milliseconds, PruneStep } from '../../store/index.js';
import {
  keptBy,
  type LookedAt,
  type OldRevision,
  PRUNE_WINDOW,
  type Removable,
  removableOf,
  StepRoom,
} from '../removable.js';
import type { Queries } from './database.js';

/** The changes behind `@after`, and whether there is something to remove below each. Runs by index alone. */
const CHANGES = `
  SELECT r.sequence AS sequence, r.id AS id, r.revision AS revision, r.at AS at,
    EXISTS (SELECT 1 FROM "Revision" AS p
      WHERE p.collection = r.collection AND p.id = r.id AND p.revision <= r.revision - @keep::bigint) AS excess
  FROM "Revision" AS r WHERE r.collection = @collection AND r.sequence > @after
  ORDER BY r.sequence LIMIT ${PRUNE_WINDOW}`;

/** The oldest revisions of each document; their size without their bodies being read. */
const OLDEST = `
  SELECT o.id AS id, o.revision AS revision, o.sequence AS sequence, o.bytes AS bytes
  FROM unnest(@ids::text[], @lasts::bigint[]) WITH ORDINALITY AS w(id, last, place)
  CROSS JOIN LATERAL (
    SELECT r.id, r.revision, r.sequence, octet_length(r.data) AS bytes FROM "Revision" AS r
    WHERE r.collection = @collection AND r.id = w.id AND r.revision <= w.last
    ORDER BY r.revision LIMIT @rows::int) AS o
  ORDER BY w.place, o.revision LIMIT @rows::int`;

const RECORD = `
  UPDATE "Collection" SET "prunedThrough" = GREATEST("prunedThrough", @through::bigint)
  WHERE name = @collection AND revision = @settings`;

/** The document's own row guards its current revision. */
const REMOVE = `
  DELETE FROM "Revision" AS r USING unnest(@ids::text[], @revisions::bigint[]) AS w(id, revision), "Document" AS d
  WHERE r.collection = @collection AND r.id = w.id AND r.revision = w.revision
    AND d.collection = r.collection AND d.id = r.id AND r.revision < d.revision`;

/** Looks at the next changes. */
export async function findRemovable(
  queries: Queries,
  now: Milliseconds,
  step: PruneStep,
): Promise<Removable> {
  const { collection, after } = step;
  const rows = await queries.all<LookedAt>(CHANGES, { collection, after, keep: keptBy(step) });
  return removableOf(rows, now, step);
}

/**
 * Removes revisions of `documents`, inside a transaction that holds the collection. Undefined: the settings are others
 * by now, and nothing is removed. Not `complete`: the step was full before everything was removed.
 */
export async function removeRevisions(
  queries: Queries,
  { collection, settings, rows }: PruneStep,
  documents: ReadonlyMap<DocumentId, number>,
): Promise<{ readonly removed: number; readonly complete: boolean } | undefined> {
  const room = new StepRoom(rows);
  const oldest = await queries.all<OldRevision>(OLDEST, {
    collection,
    ids: [...documents.keys()],
    lasts: [...documents.values()],
    rows: room.limit,
  });
  const complete = room.take(oldest);
  const recorded = await queries.run(RECORD, { collection, settings, through: room.through });
  if (recorded === 0) return undefined;
  const removed = await queries.run(REMOVE, {
    collection,
    ids: room.chosen.map(({ id }) => id),
    revisions: room.chosen.map(({ revision }) => revision),
  });
  return { removed, complete };
}
