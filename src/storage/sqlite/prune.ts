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
import type { Connection } from './connection.js';

/** The changes behind `@after`, and whether there is something to remove below each. Runs by index alone. */
export const CHANGES = `
  SELECT r.sequence AS sequence, r.id AS id, r.revision AS revision, r.at AS at,
    EXISTS (SELECT 1 FROM Revision AS p
      WHERE p.collection = r.collection AND p.id = r.id AND p.revision <= r.revision - @keep) AS excess
  FROM Revision AS r WHERE r.collection = @collection AND r.sequence > @after
  ORDER BY r.sequence LIMIT ${PRUNE_WINDOW}`;

/** The oldest revisions of one document; their size without their bodies being read. */
export const OLDEST = `
  SELECT r.id AS id, r.revision AS revision, r.sequence AS sequence, octet_length(r.data) AS bytes FROM Revision AS r
  WHERE r.collection = @collection AND r.id = @id AND r.revision <= @last ORDER BY r.revision LIMIT @rows`;

const RECORD = `
  UPDATE Collection SET prunedThrough = max(prunedThrough, @through) WHERE name = @collection AND revision = @settings`;

/** The document's own row guards its current revision. */
export const REMOVE = `
  DELETE FROM Revision WHERE collection = @collection AND id = @id AND revision = @revision
    AND revision < (SELECT d.revision FROM Document AS d WHERE d.collection = @collection AND d.id = @id)`;

/** Looks at the next changes. */
export function findRemovable(reader: Connection, now: Milliseconds, step: PruneStep): Removable {
  const { collection, after } = step;
  const rows = reader.statement(CHANGES).all({ collection, after, keep: keptBy(step) }) as LookedAt[];
  return removableOf(rows, now, step);
}

/**
 * Removes revisions of `documents`, to be run inside the writer's transaction. `superseded`: the settings are others by
 * now, and nothing is removed. Not `complete`: the step was full before everything was removed.
 */
export function removeRevisions(
  connection: Connection,
  { collection, settings, rows }: PruneStep,
  documents: ReadonlyMap<DocumentId, number>,
): 'superseded' | { readonly removed: number; readonly complete: boolean } {
  const room = new StepRoom(rows);
  let complete = true;
  for (const [id, last] of documents) {
    const oldest = connection.statement(OLDEST).all({ collection, id, last, rows: room.limit });
    complete = room.take(oldest as OldRevision[]);
    if (!complete) break;
  }
  const { changes } = connection.statement(RECORD).run({ collection, settings, through: room.through });
  if (changes === 0) return 'superseded';
  let removed = 0;
  for (const { id, revision } of room.chosen) {
    removed += connection.statement(REMOVE).run({ collection, id, revision }).changes;
  }
  return { removed, complete };
}
