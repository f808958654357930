import { SEQUENCES_OF_A_STORE } from '../store/index.js';

// What must hold between the rows of a store, as statements that find where it does not. Both databases understand them.
// Each runs by index or in one pass, and its rows are taken one by one.

/** A statement that finds faults. Its rows name the place, and in `detail` what belongs into the sentence, if anything. */
export interface CheckQuery {
  readonly sql: string;
  /** The fault in words; `…` stands for the detail. */
  readonly fault: string;
}

/** A row of such a statement. */
export interface FaultRow {
  readonly place: string;
  readonly detail: string | number | bigint | null;
}

const place = (table: string): string => `${table}.collection || '/' || ${table}.id AS place`;
const flag = (condition: string): string => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;
const SAME = (a: string, b: string): string => `${a}.collection = ${b}.collection AND ${a}.id = ${b}.id`;

/** A sequence behind which a new store began to count: nothing is missing before it. */
const begins = (sequence: string): string => `${sequence} % ${SEQUENCES_OF_A_STORE}`;

const DOCUMENTS: readonly CheckQuery[] = [
  {
    fault: 'its revision … is not its state',
    sql: `
      SELECT ${place('d')}, d.revision AS detail FROM "Document" AS d
      LEFT JOIN "Revision" AS r ON ${SAME('r', 'd')} AND r.revision = d.revision
      WHERE r.revision IS NULL OR r.sequence <> d.sequence OR r.at <> d."updatedAt" OR r."createdAt" <> d."createdAt"
        OR ${flag('d.deleted')} <> ${flag('r.data IS NULL')} OR d.size <> COALESCE(octet_length(r.data), 0)`,
  },
  {
    fault: 'there is a revision … beyond its state',
    sql: `
      SELECT ${place('r')}, r.revision AS detail FROM "Revision" AS r
      LEFT JOIN "Document" AS d ON ${SAME('d', 'r')} WHERE d.revision IS NULL OR r.revision > d.revision`,
  },
  {
    fault: 'revisions are missing between the oldest and the newest',
    sql: `
      SELECT ${place('r')}, NULL AS detail FROM "Revision" AS r GROUP BY r.collection, r.id
      HAVING max(r.revision) - min(r.revision) + 1 <> count(*)`,
  },
  {
    fault: 'revision … is not later than the one before',
    sql: `
      SELECT ${place('r')}, r.revision AS detail FROM "Revision" AS r
      JOIN "Revision" AS p ON ${SAME('p', 'r')} AND p.revision = r.revision - 1 WHERE r.at <= p.at`,
  },
  {
    fault: 'revision … has no text, or should have none',
    sql: `
      SELECT ${place('r')}, r.revision AS detail FROM "Revision" AS r
      WHERE ${flag(`r.operation IN ('delete', 'purge')`)} <> ${flag('r.data IS NULL')}`,
  },
];

const COLLECTIONS: readonly CheckQuery[] = [
  {
    fault: 'it counts … documents, and has another number of them',
    sql: `
      SELECT c.name AS place, c."documentCount" AS detail FROM "Collection" AS c
      WHERE c."documentCount" <>
        (SELECT count(*) FROM "Document" AS d WHERE d.collection = c.name AND ${flag('d.deleted')} = 0)`,
  },
  {
    fault: 'it was deleted, and counts … documents',
    sql: `
      SELECT c.name AS place, c."documentCount" AS detail FROM "Collection" AS c WHERE c.deleted AND c."documentCount" <> 0`,
  },
];

/** What the two logs of changes must hold, given a statement for all changes: collection, sequence, operation. */
const changesChecks = (changes: string): readonly CheckQuery[] => [
  {
    fault: 'change … is beyond its counter',
    sql: `
      SELECT c.name AS place, x.sequence AS detail FROM (${changes}) AS x
      JOIN "Collection" AS c ON c.name = x.collection WHERE x.sequence > c.sequence OR x.sequence < 1`,
  },
  {
    fault: 'changes are missing before …, or one comes twice',
    // What was pruned is gone, and of a purge everything before it may be; a new store begins to count further on.
    sql: `
      SELECT x.collection AS place, x.sequence AS detail FROM (
        SELECT y.collection, y.sequence,
          y.sequence - lag(y.sequence, 1, 0) OVER (PARTITION BY y.collection ORDER BY y.sequence) AS step
        FROM (${changes}) AS y) AS x
      JOIN "Collection" AS c ON c.name = x.collection
      WHERE x.step <> 1 AND x.sequence > c."prunedThrough" + 1 AND ${begins('x.sequence')} <> 1
        AND (x.step = 0 OR NOT EXISTS (
          SELECT 1 FROM "Revision" AS p
          WHERE p.collection = x.collection AND p.sequence >= x.sequence AND p.operation = 'purge'))`,
  },
  {
    fault: 'its newest change, …, is missing',
    sql: `
      SELECT c.name AS place, c.sequence AS detail FROM "Collection" AS c
      WHERE ${begins('c.sequence')} <> 0 AND c.sequence > c."prunedThrough"
        AND NOT EXISTS (SELECT 1 FROM (${changes}) AS x WHERE x.collection = c.name AND x.sequence = c.sequence)`,
  },
];

const attachmentPlace = `a.collection || '/' || a.id || '/' || a.name AS place`;

const ATTACHMENTS: readonly CheckQuery[] = [
  {
    fault: 'its last change is not its state',
    sql: `
      SELECT ${attachmentPlace}, NULL AS detail FROM "Attachment" AS a
      JOIN "Collection" AS c ON c.name = a.collection
      LEFT JOIN "AttachmentChange" AS h ON ${SAME('h', 'a')} AND h.name = a.name AND h.revision = a.revision
      WHERE a.sequence > c."prunedThrough" AND (h.revision IS NULL OR h.sequence <> a.sequence OR h.at <> a."updatedAt"
        OR h.size <> a.size OR ${flag('a.deleted')} <> ${flag(`h.operation = 'delete'`)})`,
  },
  {
    fault: 'its document was deleted',
    sql: `
      SELECT ${attachmentPlace}, NULL AS detail FROM "Attachment" AS a JOIN "Document" AS d ON ${SAME('d', 'a')}
      WHERE d.deleted AND ${flag('a.deleted')} = 0`,
  },
  {
    fault: 'its bytes are not there, or not all of them',
    sql: `
      SELECT ${attachmentPlace}, NULL AS detail FROM "Attachment" AS a
      LEFT JOIN "AttachmentUpload" AS u ON u.id = a.upload
      WHERE (a.upload IS NULL AND a.size <> 0)
        OR (a.upload IS NOT NULL AND (u.id IS NULL OR u.state <> 'held' OR a.size <>
          (SELECT COALESCE(sum(length(k.data)), 0) FROM "AttachmentChunk" AS k WHERE k.upload = a.upload)))`,
  },
  {
    fault: 'bytes are held that no attachment has',
    sql: `
      SELECT 'upload ' || u.id AS place, NULL AS detail FROM "AttachmentUpload" AS u
      LEFT JOIN (SELECT a.upload AS upload FROM "Attachment" AS a WHERE a.upload IS NOT NULL) AS h ON h.upload = u.id
      WHERE u.state = 'held' AND h.upload IS NULL`,
  },
];

const BOTH_LOGS = `
  SELECT r.collection, r.sequence FROM "Revision" AS r
  UNION ALL SELECT a.collection, a.sequence FROM "AttachmentChange" AS a`;

/** Every check of a store. */
export const CHECKS: readonly CheckQuery[] = [
  ...DOCUMENTS,
  ...COLLECTIONS,
  ...changesChecks(BOTH_LOGS),
  ...ATTACHMENTS,
];

/** The line that tells of a fault. */
export function faultLine({ fault }: CheckQuery, { place: where, detail }: FaultRow): string {
  return `${where}: ${fault.replace('…', String(detail))}`;
}
