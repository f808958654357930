import type { DumpRecord } from '../../../store/index.js';

/** How many records of each kind there are; of bytes it is the bytes. */
export type DumpCounts = Readonly<Record<DumpRecord['kind'], number>>;

/** Nothing counted yet. */
export function noCounts(): Record<DumpRecord['kind'], number> {
  return {
    collection: 0,
    document: 0,
    revision: 0,
    attachment: 0,
    'attachment-change': 0,
    bytes: 0,
    answer: 0,
  };
}

/** The counts in words, for the operator. Deleted collections, documents and attachments are among them. */
export function describeCounts(counts: DumpCounts): string {
  return [
    counted(counts.collection, 'collection'),
    counted(counts.document, 'document'),
    counted(counts.revision, 'revision'),
    `${counted(counts.attachment, 'attachment')} of ${counted(counts.bytes, 'byte')}`,
    counted(counts.answer, 'remembered answer'),
  ].join(', ');
}

/** `1 record`, `2 records`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
