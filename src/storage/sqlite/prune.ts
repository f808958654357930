import type { DocumentId, Milliseconds, PruneStep, Revision, Sequence } from '../../store/index.js';
import type { Connection } from './connection.js';

// A change makes an older revision of its document removable: the one before it, or the one so many before it. So
// changes are looked at in their order, each once, and a step costs the same however long the history is. All that is
// removed of a document lies below all that stays.

const DAY = 24 * 60 * 60 * 1000;
/** Changes that one step looks at. */
const WINDOW = 500;
/** Bytes of bodies after which a step ends: a large body frees its pages one by one. */
const STEP_BYTES = 4 * 1024 * 1024;
/** A change this far in the future was made under a wrong clock, and must not hold up the others until then. */
const WRONG_CLOCK = 60 * 60 * 1000;

/** The changes behind `@after`, and whether there is something to remove below each. Runs by index alone. */
export const CHANGES = `
  SELECT r.sequence AS sequence, r.id AS id, r.revision AS revision, r.at AS at,
    EXISTS (SELECT 1 FROM Revision AS p
      WHERE p.collection = r.collection AND p.id = r.id AND p.revision <= r.revision - @keep) AS excess
  FROM Revision AS r WHERE r.collection = @collection AND r.sequence > @after
  ORDER BY r.sequence LIMIT ${WINDOW}`;

/** The oldest revisions of one document; their size without their bodies being read. */
export const OLDEST = `
  SELECT r.revision AS revision, r.sequence AS sequence, octet_length(r.data) AS bytes FROM Revision AS r
  WHERE r.collection = @collection AND r.id = @id AND r.revision <= @last ORDER BY r.revision LIMIT @rows`;

const RECORD = `
  UPDATE Collection SET prunedThrough = max(prunedThrough, @through) WHERE name = @collection AND revision = @settings`;

/** The document's own row guards its current revision. */
export const REMOVE = `
  DELETE FROM Revision WHERE collection = @collection AND id = @id AND revision = @revision
    AND revision < (SELECT d.revision FROM Document AS d WHERE d.collection = @collection AND d.id = @id)`;

interface ChangeRow {
  readonly sequence: Sequence;
  readonly id: DocumentId;
  readonly revision: Revision;
  readonly at: Milliseconds;
  readonly excess: 0 | 1;
}

interface OldRow {
  readonly revision: Revision;
  readonly sequence: Sequence;
  /** Null for a delete. */
  readonly bytes: number | null;
}

/** What a look at the next changes has found. */
export interface Removable {
  /** Documents, and the revision up to which each can be removed. */
  readonly documents: ReadonlyMap<DocumentId, number>;
  readonly through: Sequence;
  readonly more: boolean;
  readonly due: Milliseconds | null;
}

/**
 * Looks at the next changes. Revisions are immutable and time goes on, so that what is removable now will be so at the
 * removal, unless the settings change.
 */
export function findRemovable(
  reader: Connection,
  now: Milliseconds,
  { collection, retention, after, spare }: PruneStep,
): Removable {
  const keep = retention.kind === 'revisions' ? retention.count : 1;
  const wait = spare + (retention.kind === 'days' ? retention.count * DAY : 0);
  const rows = reader.statement(CHANGES).all({ collection, after, keep }) as ChangeRow[];
  const documents = new Map<DocumentId, number>();
  let through = after;
  for (const { sequence, id, revision, at, excess } of rows) {
    if (at + wait > now && at <= now + WRONG_CLOCK) {
      return { documents, through, more: false, due: (at + wait) as Milliseconds };
    }
    if (excess === 1 && at <= now) documents.set(id, revision - keep);
    through = sequence;
  }
  return { documents, through, more: rows.length === WINDOW, due: null };
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
  const { chosen, complete } = choose(connection, collection, rows, documents);
  const through = chosen.reduce((highest, { sequence }) => Math.max(highest, sequence), 0);
  const { changes } = connection.statement(RECORD).run({ collection, settings, through });
  if (changes === 0) return 'superseded';
  let removed = 0;
  for (const { id, revision } of chosen) {
    removed += connection.statement(REMOVE).run({ collection, id, revision }).changes;
  }
  return { removed, complete };
}

function choose(
  connection: Connection,
  collection: PruneStep['collection'],
  rows: number,
  documents: ReadonlyMap<DocumentId, number>,
): { chosen: readonly (OldRow & { readonly id: DocumentId })[]; complete: boolean } {
  const chosen: (OldRow & { readonly id: DocumentId })[] = [];
  let bytes = 0;
  for (const [id, last] of documents) {
    // One more than there is room for tells whether any are left.
    const limit = rows - chosen.length + 1;
    const found = connection.statement(OLDEST).all({ collection, id, last, rows: limit }) as OldRow[];
    for (const row of found) {
      if (chosen.length === rows || bytes >= STEP_BYTES) return { chosen, complete: false };
      chosen.push({ ...row, id });
      bytes += row.bytes ?? 0;
    }
  }
  return { chosen, complete: true };
}
