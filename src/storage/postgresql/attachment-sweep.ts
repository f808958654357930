import type { Milliseconds, SweepStep, UploadId } from '../../store/index.js';
import type { Database } from './database.js';
import { retrying, transact } from './transactions.js';

// What is released was an attachment's and may still be read; what is staged belongs to a client that went away, or to
// one that is still sending. Either goes by its age. Replicas that sweep at once wait for each other's rows, and whoever
// comes second finds nothing left.

const OLDEST = `
  SELECT id, since FROM "AttachmentUpload" WHERE state IN ('released', 'staged') ORDER BY since LIMIT 1`;

// From here on nothing can be added to it, and no commit takes it.
const CONDEMN = `
  UPDATE "AttachmentUpload" SET state = 'released' WHERE id = @id AND state <> 'held' AND since <= @latest`;

const REMOVE_CHUNKS = `
  DELETE FROM "AttachmentChunk" WHERE upload = @id AND number IN (
    SELECT number FROM "AttachmentChunk" WHERE upload = @id ORDER BY number LIMIT @pieces::int)`;

const REMOVE = `
  DELETE FROM "AttachmentUpload" WHERE id = @id AND NOT EXISTS (SELECT 1 FROM "AttachmentChunk" WHERE upload = @id)`;

// Behind what pruning removed the feed is lost anyway. By index, a look for each collection.
const UNREADABLE = `
  SELECT u.collection, u.sequence FROM "Collection" AS c CROSS JOIN LATERAL (
    SELECT a.collection, a.sequence FROM "AttachmentChange" AS a
    WHERE a.collection = c.name AND a.sequence <= c."prunedThrough" ORDER BY a.sequence LIMIT @pieces::int) AS u
  WHERE c."prunedThrough" > 0 LIMIT @pieces`;

const FORGET = `
  DELETE FROM "AttachmentChange" AS a USING (${UNREADABLE}) AS u
  WHERE a.collection = u.collection AND a.sequence = u.sequence`;

/** Removes bytes, or entries of the feed, that nobody can ask for any more: one small step. */
export async function sweepStep(
  database: Database,
  clock: () => Milliseconds,
  { spare, pieces }: SweepStep,
): Promise<{ removed: number; next: Milliseconds | null }> {
  // A look costs no transaction.
  if ((await database.get(UNREADABLE, { pieces: 1 })) !== undefined) {
    const removed = await retrying(() => database.run(FORGET, { pieces }));
    return { removed, next: clock() };
  }
  const oldest = await database.get<{ readonly id: UploadId; readonly since: number }>(OLDEST, {});
  if (oldest === undefined) return { removed: 0, next: null };
  const { id, since } = oldest;
  if (since + spare > clock()) return { removed: 0, next: (since + spare) as Milliseconds };
  const removed = await transact(database, async (session) => {
    const latest = clock() - spare;
    if ((await session.run(CONDEMN, { id, latest })) === 0) return { result: 0, commit: false };
    const chunks = await session.run(REMOVE_CHUNKS, { id, pieces });
    return { result: chunks + (await session.run(REMOVE, { id })), commit: true };
  });
  return { removed, next: clock() };
}
