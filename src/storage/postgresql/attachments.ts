import type { Buffer } from 'node:buffer';
import type {
  AttachmentChange,
  AttachmentCommit,
  AttachmentHead,
  AttachmentKey,
  AttachmentListState,
  AttachmentName,
  AttachmentSnapshot,
  AttachmentsPage,
  AttachmentStore,
  AttachmentWriteSnapshot,
  ByteRange,
  Committed,
  DocumentKey,
  Milliseconds,
  Missing,
  Remembrance,
  Staging,
  SweepStep,
  UploadId,
} from '../../store/index.js';
import { type ReadChunk, readBytes } from '../attachment-chunks.js';
import {
  attachmentColumns,
  attachmentOf,
  type AttachmentRow,
  attachmentWriteOf,
  type OwnerRow,
} from '../attachment-rows.js';
import type { CommitSignal } from '../commit-signal.js';
import type { Nullable } from '../history-rows.js';
import { collectionColumns, headColumns } from '../rows.js';
import { commitAttachment } from './attachment-commit.js';
import { attachmentListState, attachmentPage } from './attachment-lists.js';
import { PostgresqlStaging } from './attachment-staging.js';
import { sweepStep } from './attachment-sweep.js';
import type { Database } from './database.js';
import type { Turns } from './turns.js';
import { type GroupingWriter, notCommitted } from './writer.js';

const HEAD = `
  SELECT ${attachmentColumns('a')} FROM "Attachment" AS a
  WHERE a.collection = @collection AND a.id = @id AND a.name = @name AND NOT a.deleted`;

const INSPECT = `
  SELECT ${collectionColumns('c')}, ${headColumns('d')}, ${attachmentColumns('a')} FROM "Collection" AS c
  LEFT JOIN "Document" AS d ON d.collection = c.name AND d.id = @id
  LEFT JOIN "Attachment" AS a ON a.collection = c.name AND a.id = @id AND a.name = @name
  WHERE c.name = @collection`;

const CHUNK = 'SELECT data FROM "AttachmentChunk" WHERE upload = @upload AND number = @number';

const HOLDS = `SELECT 1 FROM "AttachmentUpload" WHERE id = @upload AND state = 'held'`;

/** Attachments on PostgreSQL: each read is one statement; heads are changed by the writer, bytes come in beside it. */
export class PostgresqlAttachments implements AttachmentStore {
  constructor(
    private readonly database: Database,
    private readonly writer: GroupingWriter,
    private readonly stagings: Turns,
    readonly epoch: string,
    private readonly signal: CommitSignal,
    private readonly now: () => Milliseconds,
  ) {}

  async head(key: AttachmentKey): Promise<AttachmentSnapshot> {
    const row = await this.database.get<AttachmentRow>(HEAD, { ...key });
    // Deleting a document deletes its attachments with it, so a live head needs no look at the document.
    if (row !== undefined) return { kind: 'live', attachment: attachmentOf(row) };
    const snapshot = await this.inspect(key);
    if (snapshot.kind !== 'open') return snapshot;
    const { attachment } = snapshot;
    if (attachment === undefined) return { kind: 'attachment-absent' };
    return { kind: attachment.deleted ? 'attachment-deleted' : 'live', attachment };
  }

  async inspect(key: AttachmentKey): Promise<AttachmentWriteSnapshot> {
    const row = await this.database.get<OwnerRow & Nullable<AttachmentRow>>(INSPECT, { ...key });
    return attachmentWriteOf(row);
  }

  listState(key: DocumentKey): Promise<AttachmentListState | Missing> {
    return attachmentListState(this.database, key);
  }

  list(
    key: DocumentKey,
    page: { readonly after: AttachmentName | undefined; readonly limit: number },
  ): Promise<AttachmentsPage | Missing> {
    return attachmentPage(this.database, key, page);
  }

  bytes(upload: UploadId, range: ByteRange): AsyncIterable<Uint8Array> {
    return readBytes(this.#readChunk, upload, range);
  }

  async holds(upload: UploadId): Promise<boolean> {
    return (await this.database.get(HOLDS, { upload })) !== undefined;
  }

  stage(): Staging {
    return new PostgresqlStaging(this.database, this.stagings, this.now);
  }

  async commit(change: AttachmentChange, claim?: Remembrance<AttachmentHead>): Promise<AttachmentCommit> {
    const committed: Committed = { kind: 'attachment', collection: change.key.collection };
    const changes = change.operation === 'keep' ? [] : [committed];
    const head = await this.writer.enqueue({
      collections: [change.key.collection],
      changes,
      work: (transaction) => commitAttachment(transaction, change),
      claim,
    });
    if (head === undefined || head === 'known') return notCommitted(head);
    for (const each of changes) this.signal.announce(each);
    return { kind: 'committed', head };
  }

  sweep(step: SweepStep): Promise<{ readonly removed: number; readonly next: Milliseconds | null }> {
    return sweepStep(this.database, this.now, step);
  }

  /** A connection is taken for each chunk, and none while the reader takes what came. */
  readonly #readChunk: ReadChunk = async (upload, number) =>
    (await this.database.get<{ data: Buffer }>(CHUNK, { upload, number }))?.data;
}
