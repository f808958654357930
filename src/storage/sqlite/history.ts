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
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { type HistoryRow, momentOf, type Neighbours, pageOf, snapshotOf } from '../history-rows.js';
import { collectionColumns, collectionOf, type CollectionRow, entryColumns, headColumns } from '../rows.js';
import type { Connection } from './connection.js';
import { findRemovable, removeRevisions } from './prune.js';
import type { GroupingWriter } from './writer.js';

const COLLECTIONS = `SELECT ${collectionColumns('c')} FROM Collection AS c ORDER BY c.name`;

/**
 * History on SQLite: what clients read goes through Prisma, each in one statement; removal goes through the writer. Until
 * somebody asks, the pruner must not wake Prisma: its engine takes as much memory as all the rest.
 */
export class SqliteHistory implements HistoryStore {
  constructor(
    private readonly reader: Connection,
    private readonly prisma: PrismaClient,
    private readonly writer: GroupingWriter,
    private readonly now: () => Milliseconds,
  ) {}

  async revisions(
    key: DocumentKey,
    { before, limit }: { before?: Revision | undefined; limit: number },
  ): Promise<HistoryPage | MissingHistory> {
    const rows = await this.prisma.$queryRaw<HistoryRow[]>`
      WITH page AS (
        SELECT ${entries('r')} FROM Revision AS r
        WHERE ${ofDocument('r', key)} AND r.revision < ${before ?? Number.MAX_SAFE_INTEGER}
        ORDER BY r.revision DESC LIMIT ${limit + 1})
      SELECT ${base(key)}, page.* ${from(key)} LEFT JOIN page
      WHERE c.name = ${key.collection} ORDER BY page.r_revision DESC`;
    return pageOf(rows, limit);
  }

  async revision(key: DocumentKey, revision: Revision): Promise<RevisionSnapshot> {
    const [row] = await this.prisma.$queryRaw<(HistoryRow & Neighbours)[]>`
      SELECT ${base(key)}, ${entries('r')},
        (SELECT n.revision FROM Revision AS n
          WHERE ${ofDocument('n', key)} AND n.revision < ${revision} AND n.operation NOT IN ('delete', 'purge')
          ORDER BY n.revision DESC LIMIT 1) AS previous,
        (SELECT n.revision FROM Revision AS n
          WHERE ${ofDocument('n', key)} AND n.revision > ${revision} AND n.operation NOT IN ('delete', 'purge')
          ORDER BY n.revision LIMIT 1) AS next
      ${from(key)} LEFT JOIN Revision AS r ON ${ofDocument('r', key)} AND r.revision = ${revision}
      WHERE c.name = ${key.collection}`;
    return snapshotOf(row, revision);
  }

  async at(key: DocumentKey, time: Milliseconds): Promise<MomentSnapshot> {
    // Commit times of one document rise with its revisions, and none is missing between the oldest and the head: the
    // range can be halved until one is left. The last one not later than `time`, else the oldest.
    const [row] = await this.prisma.$queryRaw<HistoryRow[]>`
      WITH RECURSIVE search(low, high) AS (
        SELECT
          (SELECT min(n.revision) FROM Revision AS n WHERE ${ofDocument('n', key)}),
          (SELECT max(n.revision) FROM Revision AS n WHERE ${ofDocument('n', key)})
        UNION ALL
        SELECT iif(n.at <= ${time}, n.revision, s.low), iif(n.at <= ${time}, s.high, n.revision - 1)
        FROM search AS s
        JOIN Revision AS n ON ${ofDocument('n', key)} AND n.revision = (s.low + s.high + 1) / 2
        WHERE s.low < s.high)
      SELECT ${base(key)}, ${entries('r')} ${from(key)}
      LEFT JOIN Revision AS r ON ${ofDocument('r', key)}
        AND r.revision = (SELECT low FROM search WHERE low = high)
      WHERE c.name = ${key.collection}`;
    return momentOf(row, key, time);
  }

  async prunable(): Promise<readonly CollectionHead[]> {
    return (this.reader.statement(COLLECTIONS).all() as CollectionRow[]).map(collectionOf);
  }

  async prune(step: PruneStep): Promise<PruneResult> {
    const found = findRemovable(this.reader, this.now(), step);
    const { through, more, due } = found;
    if (found.documents.size === 0) return { kind: 'pruned', removed: 0, through, more, due };
    const result = await this.writer.enqueue((connection) =>
      removeRevisions(connection, step, found.documents),
    );
    if (result === 'superseded') return { kind: 'superseded' };
    const { removed } = result;
    // What did not fit into this step is found again by the next one.
    if (!result.complete) return { kind: 'pruned', removed, through: step.after, more: true, due };
    return { kind: 'pruned', removed, through, more, due };
  }
}

const entries = (table: string) => Prisma.raw(entryColumns(table));

function ofDocument(table: string, { collection, id }: DocumentKey): Prisma.Sql {
  const name = Prisma.raw(table);
  return Prisma.sql`${name}.collection = ${collection} AND ${name}.id = ${id}`;
}

function base(key: DocumentKey): Prisma.Sql {
  return Prisma.sql`${Prisma.raw(`${collectionColumns('c')}, ${headColumns('d')}`)},
    (SELECT min(o.revision) FROM Revision AS o WHERE ${ofDocument('o', key)}) AS oldest`;
}

function from({ id }: DocumentKey): Prisma.Sql {
  return Prisma.sql`FROM Collection AS c LEFT JOIN Document AS d ON d.collection = c.name AND d.id = ${id}`;
}
