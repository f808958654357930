import type {
  CollectionHead,
  DocumentKey,
  HistoryPage,
  HistoryStore,
  Milliseconds,
  MissingHistory,
  MomentSnapshot,
  PruneResult,
  PruneStep,
  Revision,
  RevisionSnapshot,
} from '../../store/index.js';
import { type HistoryRow, momentOf, type Neighbours, pageOf, snapshotOf } from '../history-rows.js';
import { collectionColumns, collectionOf, entryColumns, headColumns } from '../rows.js';
import type { Database } from './database.js';
import { type PrismaReads, readCollection } from './prisma-reads.js';
import { findRemovable, removeRevisions } from './prune.js';
import type { GroupingWriter } from './writer.js';

/** What every read of history begins with: collection, document and the oldest kept revision. */
const BASE = `${collectionColumns('c')}, ${headColumns('d')},
  (SELECT min(o.revision) FROM "Revision" AS o WHERE o.collection = @collection AND o.id = @id) AS oldest`;

const FROM = `
  FROM "Collection" AS c LEFT JOIN "Document" AS d ON d.collection = c.name AND d.id = @id`;

const OF_DOCUMENT = (table: string): string => `${table}.collection = @collection AND ${table}.id = @id`;

const PAGE = `
  SELECT ${BASE}, p.* ${FROM} LEFT JOIN LATERAL (
    SELECT ${entryColumns('r')} FROM "Revision" AS r
    WHERE ${OF_DOCUMENT('r')} AND r.revision < @before ORDER BY r.revision DESC LIMIT @rows::int) AS p ON TRUE
  WHERE c.name = @collection ORDER BY p."r_revision" DESC`;

const ONE = `
  SELECT ${BASE}, ${entryColumns('r')},
    (SELECT n.revision FROM "Revision" AS n
      WHERE ${OF_DOCUMENT('n')} AND n.revision < @revision AND n.operation NOT IN ('delete', 'purge')
      ORDER BY n.revision DESC LIMIT 1) AS previous,
    (SELECT n.revision FROM "Revision" AS n
      WHERE ${OF_DOCUMENT('n')} AND n.revision > @revision AND n.operation NOT IN ('delete', 'purge')
      ORDER BY n.revision LIMIT 1) AS next
  ${FROM} LEFT JOIN "Revision" AS r ON ${OF_DOCUMENT('r')} AND r.revision = @revision
  WHERE c.name = @collection`;

// Commit times of one document rise with its revisions, and none is missing between the oldest and the head: the range
// can be halved until one is left. The last one not later than the time, else the oldest.
const MOMENT = `
  WITH RECURSIVE search(low, high) AS (
    SELECT min(n.revision), max(n.revision) FROM "Revision" AS n WHERE ${OF_DOCUMENT('n')}
    UNION ALL
    SELECT CASE WHEN n.at <= @time THEN n.revision ELSE s.low END,
      CASE WHEN n.at <= @time THEN s.high ELSE n.revision - 1 END
    FROM search AS s
    JOIN "Revision" AS n ON ${OF_DOCUMENT('n')} AND n.revision = (s.low + s.high + 1) / 2
    WHERE s.low < s.high)
  SELECT ${BASE}, ${entryColumns('r')} ${FROM}
  LEFT JOIN "Revision" AS r ON ${OF_DOCUMENT('r')} AND r.revision = (SELECT low FROM search WHERE low = high)
  WHERE c.name = @collection`;

/** History on PostgreSQL: each read is one statement; removal goes through the writer. */
export class PostgresqlHistory implements HistoryStore {
  constructor(
    private readonly database: Database,
    private readonly prisma: PrismaReads,
    private readonly writer: GroupingWriter,
    private readonly now: () => Milliseconds,
  ) {}

  async revisions(
    key: DocumentKey,
    { before, limit }: { before?: Revision | undefined; limit: number },
  ): Promise<HistoryPage | MissingHistory> {
    const rows = await this.database.all<HistoryRow>(PAGE, {
      ...key,
      before: before ?? Number.MAX_SAFE_INTEGER,
      rows: limit + 1,
    });
    return pageOf(rows, limit);
  }

  async revision(key: DocumentKey, revision: Revision): Promise<RevisionSnapshot> {
    const row = await this.database.get<HistoryRow & Neighbours>(ONE, {
      ...key,
      revision,
    });
    return snapshotOf(row, revision);
  }

  async at(key: DocumentKey, time: Milliseconds): Promise<MomentSnapshot> {
    const row = await this.database.get<HistoryRow>(MOMENT, { ...key, time });
    return momentOf(row, key, time);
  }

  async prunable(): Promise<readonly CollectionHead[]> {
    const rows = await this.prisma.allCollections();
    return rows.map((row) => collectionOf(readCollection(row)));
  }

  async prune(step: PruneStep): Promise<PruneResult> {
    const { through, more, due, documents } = await findRemovable(this.database, this.now(), step);
    if (documents.size === 0) return { kind: 'pruned', removed: 0, through, more, due };
    const result = await this.writer.enqueue({
      collections: [step.collection],
      changes: [],
      work: ({ session }) => removeRevisions(session, step, documents),
      alone: true,
    });
    // There is no key that it could be known by.
    if (result === undefined || result === 'known') return { kind: 'superseded' };
    const { removed } = result;
    // What did not fit into this step is found again by the next one.
    if (!result.complete) return { kind: 'pruned', removed, through: step.after, more: true, due };
    return { kind: 'pruned', removed, through, more, due };
  }
}
