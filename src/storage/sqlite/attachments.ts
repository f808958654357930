import type { Buffer } from 'node:buffer';
import {
  type AttachmentChange,
  type AttachmentCommit,
  type AttachmentHead,
  type AttachmentKey,
  type AttachmentListState,
  type AttachmentName,
  type AttachmentSnapshot,
  type AttachmentsPage,
  type AttachmentStore,
  type AttachmentWriteSnapshot,
  type ByteRange,
  type DocumentKey,
  type Milliseconds,
  type Missing,
  type Remembrance,
  type Staging,
  type SweepStep,
  type UploadId,
} from '../../store/index.js';
import { type ReadChunk, readBytes } from '../attachment-chunks.js';
import {
  attachmentColumns,
  attachmentOf,
  type AttachmentRow,
  attachmentWriteOf,
  type OwnerRow,
} from '../attachment-rows.js';
import type { PrismaClient } from '../generated/prisma/client.js';
import { commitAttachment } from './attachment-commit.js';
import { AttachmentLists } from './attachment-lists.js';
import { SqliteStaging } from './attachment-staging.js';
import { AttachmentSweep } from './attachment-sweep.js';
import type { CommitSignal } from '../commit-signal.js';
import type { Connection } from './connection.js';
import { notCommitted, remembering } from './idempotency.js';
import type { Nullable } from '../history-rows.js';
import { collectionColumns, headColumns } from '../rows.js';
import type { GroupingWriter } from './writer.js';

const HEAD = `
  SELECT ${attachmentColumns('a')} FROM Attachment AS a WHERE a.collection = ? AND a.id = ? AND a.name = ?`;

const INSPECT = `
  SELECT ${collectionColumns('c')}, ${headColumns('d')}, ${attachmentColumns('a')} FROM Collection AS c
  LEFT JOIN Document AS d ON d.collection = c.name AND d.id = @id
  LEFT JOIN Attachment AS a ON a.collection = c.name AND a.id = @id AND a.name = @name
  WHERE c.name = @collection`;

const HOLDS = `SELECT 1 FROM AttachmentUpload WHERE id = ? AND state = 'held'`;

const CHUNK = 'SELECT data FROM AttachmentChunk WHERE upload = ? AND number = ?';

/** Attachments on SQLite: heads and bytes are read by prepared statements, lists through Prisma; the writer writes. */
export class SqliteAttachments implements AttachmentStore {
  readonly #lists: AttachmentLists;

  constructor(
    private readonly reader: Connection,
    private readonly writer: GroupingWriter,
    prisma: PrismaClient,
    readonly epoch: string,
    private readonly signal: CommitSignal,
    private readonly bytesSweep: AttachmentSweep,
  ) {
    this.#lists = new AttachmentLists(prisma);
  }

  async head({ collection, id, name }: AttachmentKey): Promise<AttachmentSnapshot> {
    const row = this.reader.statement(HEAD).get(collection, id, name) as AttachmentRow | undefined;
    // Deleting a document deletes its attachments with it, so a live head needs no look at the document.
    if (row !== undefined && row.a_deleted === 0) return { kind: 'live', attachment: attachmentOf(row) };
    const snapshot = this.#inspect({ collection, id, name });
    if (snapshot.kind !== 'open') return snapshot;
    const { attachment } = snapshot;
    if (attachment === undefined) return { kind: 'attachment-absent' };
    return { kind: attachment.deleted ? 'attachment-deleted' : 'live', attachment };
  }

  async inspect(key: AttachmentKey): Promise<AttachmentWriteSnapshot> {
    return this.#inspect(key);
  }

  listState(key: DocumentKey): Promise<AttachmentListState | Missing> {
    return this.#lists.state(key);
  }

  list(
    key: DocumentKey,
    page: { readonly after: AttachmentName | undefined; readonly limit: number },
  ): Promise<AttachmentsPage | Missing> {
    return this.#lists.page(key, page);
  }

  bytes(upload: UploadId, range: ByteRange): AsyncIterable<Uint8Array> {
    return readBytes(this.#readChunk, upload, range);
  }

  async holds(upload: UploadId): Promise<boolean> {
    return this.reader.statement(HOLDS).get(upload) !== undefined;
  }

  stage(): Staging {
    return new SqliteStaging(this.writer);
  }

  async commit(change: AttachmentChange, remember?: Remembrance<AttachmentHead>): Promise<AttachmentCommit> {
    const head = await this.writer.enqueue((connection, now) =>
      remembering(connection, now, remember, () => commitAttachment(connection, now, change)),
    );
    if (head === undefined || head === 'known') return notCommitted(head);
    if (change.operation !== 'keep')
      this.signal.announce({ kind: 'attachment', collection: change.key.collection });
    return { kind: 'committed', head };
  }

  sweep(step: SweepStep): Promise<{ removed: number; next: Milliseconds | null }> {
    return this.bytesSweep.step(step);
  }

  readonly #readChunk: ReadChunk = async (upload, number) =>
    this.reader.statement(CHUNK).pluck().get(upload, number) as Buffer | undefined;

  #inspect({ collection, id, name }: AttachmentKey): AttachmentWriteSnapshot {
    const row = this.reader.statement(INSPECT).get({ collection, id, name });
    return attachmentWriteOf(row as (OwnerRow & Nullable<AttachmentRow>) | undefined);
  }
}
