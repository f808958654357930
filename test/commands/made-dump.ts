import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { dumpLines } from '../../src/operations/commands/dump/lines.js';
import {
  type AttachmentName,
  type CollectionName,
  type DocumentId,
  DUMPED_BYTES,
  type DumpRecord,
  type Milliseconds,
  type Revision,
  type Sequence,
  type UploadId,
} from '../../src/store/index.js';

/** How much is in a dump that is made up. */
export interface Amount {
  readonly documents: number;
  /** Of each document. */
  readonly revisions: number;
  /** Characters of each text. */
  readonly length: number;
  /** Pieces of the bytes of the one attachment. */
  readonly pieces: number;
}

const at = (n: number) => (1_767_225_600_000 + n) as Milliseconds;
const PIECE = Buffer.alloc(DUMPED_BYTES, 'bytes');

/** Writes the dump of a store that never was: quicker than to make one of that size. */
export async function writeMadeDump(file: string, amount: Amount): Promise<void> {
  const source = { epoch: 'made0up', records: () => madeRecords(amount), close: async () => {} };
  await pipeline(Readable.from(dumpLines(source, new Date())), createWriteStream(file));
}

const headAt = (sequence: number, revision: number) => ({
  revision: revision as Revision,
  sequence: sequence as Sequence,
  deleted: false,
  createdAt: at(1),
  updatedAt: at(sequence),
  previousAt: revision === 1 ? null : at(1),
});

/** Every document is replaced `revisions` times in turn; then the first one gets an attachment. */
export async function* madeRecords({
  documents,
  revisions,
  length,
  pieces,
}: Amount): AsyncGenerator<DumpRecord> {
  const text = `{"t":"${'x'.repeat(length - 8)}"}`;
  const last = documents * revisions;
  yield {
    kind: 'collection',
    name: 'things' as CollectionName,
    settings: '{}',
    documents,
    prunedThrough: 0 as Sequence,
    ...headAt(last + 1, 1),
  };
  for (let n = 1; n <= documents; n++) {
    const end = n + documents * (revisions - 1);
    yield { kind: 'document', id: `d${n}` as DocumentId, size: length, ...headAt(end, revisions) };
    for (let revision = 1; revision <= revisions; revision++) {
      const sequence = n + documents * (revision - 1);
      yield {
        kind: 'revision',
        revision: revision as Revision,
        sequence: sequence as Sequence,
        operation: revision === 1 ? 'create' : 'replace',
        author: null,
        createdAt: at(1),
        at: at(sequence),
        text,
      };
    }
    if (n === 1) yield* madeAttachment(headAt(last + 1, 1), pieces);
  }
}

async function* madeAttachment(
  head: Omit<Extract<DumpRecord, { kind: 'document' }>, 'kind' | 'id' | 'size'>,
  pieces: number,
): AsyncGenerator<DumpRecord> {
  const size = pieces * DUMPED_BYTES;
  const hash = createHash('sha256');
  for (let n = 0; n < pieces; n++) hash.update(PIECE);
  const upload = 'u' as UploadId;
  const digest = hash.digest('base64');
  yield {
    kind: 'attachment',
    name: 'scan' as AttachmentName,
    mediaType: 'a/b',
    size,
    digest,
    upload,
    ...head,
  };
  const { revision, sequence, createdAt, updatedAt } = head;
  const change = {
    revision,
    sequence,
    operation: 'create',
    author: null,
    createdAt,
    at: updatedAt,
    size,
  } as const;
  yield { kind: 'attachment-change', ...change };
  for (let n = 0; n < pieces; n++) yield { kind: 'bytes', bytes: PIECE };
}
