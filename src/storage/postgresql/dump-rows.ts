import type { CollectionName, DumpedAnswer, Milliseconds, UploadId } from '../../store/index.js';
import { attachmentColumns, type AttachmentRow } from '../attachment-rows.js';
import type { RevisionRow } from '../dump-rows.js';
import {
  collectionColumns,
  type CollectionRow,
  type EntryRow,
  entryColumns,
  headColumns,
  type HeadRow,
} from '../rows.js';
import type { Queries } from './database.js';
import { KeyOrder } from './key-order.js';

// Everything is read by its primary key from where the batch before ended: no statement takes long, and none depends on
// what the planner thinks of the size of a table. Texts compare by code point in every table, so that the orders agree.

/** Bytes of bodies in a batch, besides the one that goes beyond. */
const BATCH_BYTES = 1024 * 1024;

const COLLECTIONS = `
  SELECT ${collectionColumns('c')} FROM "Collection" AS c WHERE c.name > @name ORDER BY c.name LIMIT 10`;

const DOCUMENTS = `
  SELECT d.id AS id, ${headColumns('d')} FROM "Document" AS d
  WHERE d.collection = @collection AND d.id > @id ORDER BY d.id LIMIT 1000`;

const REVISIONS = `
  WITH entries AS (
    SELECT r.id AS id, ${entryColumns('r', 'coalesce(octet_length(r.data), 0)')} FROM "Revision" AS r
    WHERE r.collection = @collection AND (r.id, r.revision) > (@id, @revision::bigint)
    ORDER BY r.id, r.revision LIMIT 500),
  placed AS (SELECT e.*, sum(e."r_size") OVER (ORDER BY e.id, e."r_revision") - e."r_size" AS before FROM entries AS e)
  SELECT p.*, r.data AS data FROM placed AS p
  JOIN "Revision" AS r ON r.collection = @collection AND r.id = p.id AND r.revision = p."r_revision"
  WHERE p.before < ${BATCH_BYTES} ORDER BY p.id, p."r_revision"`;

const ATTACHMENTS = `
  SELECT a.id AS id, ${attachmentColumns('a')} FROM "Attachment" AS a
  WHERE a.collection = @collection AND (a.id, a.name) > (@id, @name) ORDER BY a.id, a.name LIMIT 500`;

const CHANGES = `
  SELECT r.id AS id, r.name AS name, ${entryColumns('r', 'r.size')} FROM "AttachmentChange" AS r
  WHERE r.collection = @collection AND (r.id, r.name, r.revision) > (@id, @name, @revision::bigint)
  ORDER BY r.id, r.name, r.revision LIMIT 500`;

const CHUNKS = `
  SELECT number, data FROM "AttachmentChunk" WHERE upload = @upload AND number > @number ORDER BY number LIMIT 4`;

const ANSWERS = `
  SELECT scope, key, fingerprint, answer, "expiresAt" FROM "IdempotencyRecord"
  WHERE (scope, key) > (@scope, @key) AND "expiresAt" > @moment ORDER BY scope, key LIMIT 100`;

interface OfDocument {
  readonly id: string;
}

/** All collections. */
export function collectionRows(queries: Queries): KeyOrder<CollectionRow> {
  return new KeyOrder((last) => queries.all(COLLECTIONS, { name: last?.c_name ?? '' }));
}

/** Of a collection, each in the order of its documents: these, their revisions, attachments, and changes of those. */
export function rowsOf(queries: Queries, collection: CollectionName) {
  return {
    documents: new KeyOrder<HeadRow & OfDocument>((last) =>
      queries.all(DOCUMENTS, { collection, id: last?.id ?? '' }),
    ),
    revisions: new KeyOrder<RevisionRow & OfDocument>((last) => {
      const revision = Number(last?.r_revision ?? 0);
      return queries.all(REVISIONS, { collection, id: last?.id ?? '', revision });
    }),
    attachments: new KeyOrder<AttachmentRow & OfDocument>((last) =>
      queries.all(ATTACHMENTS, { collection, id: last?.id ?? '', name: last?.a_name ?? '' }),
    ),
    changes: new KeyOrder<EntryRow & OfDocument & { readonly name: string }>((last) => {
      const { id = '', name = '', r_revision: revision = 0 } = last ?? {};
      return queries.all(CHANGES, { collection, id, name, revision: Number(revision) });
    }),
  };
}

/** The chunks of an upload. */
export function chunkRows(
  queries: Queries,
  upload: UploadId,
): KeyOrder<{ readonly number: number; readonly data: Uint8Array }> {
  return new KeyOrder((last) => queries.all(CHUNKS, { upload, number: last?.number ?? -1 }));
}

/** The answers that are remembered longer than until `moment`. */
export function answerRows(queries: Queries, moment: Milliseconds): KeyOrder<Omit<DumpedAnswer, 'kind'>> {
  return new KeyOrder((last) =>
    queries.all(ANSWERS, { scope: last?.scope ?? '', key: last?.key ?? '', moment }),
  );
}
