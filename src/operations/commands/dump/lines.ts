import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { DumpRecord, DumpSource } from '../../../store/index.js';
import { DumpCheck } from './dump-check.js';
import type { DumpCounts } from './counts.js';

/** The first line says so; a program that knows another number does not guess. */
export const FORMAT = { kind: 'etagere-dump', format: 1 } as const;

/** Characters that go out together. */
const BLOCK = 64 * 1024;

/**
 * The lines of a dump: one that says what it is, one for each record, and one that seals it with the number of records
 * and a digest of all lines before it. Throws a DumpFault when the rows of the store do not fit together.
 */
export async function* dumpLines(
  source: DumpSource,
  at: Date,
  check = new DumpCheck(),
): AsyncGenerator<string, DumpCounts> {
  const hash = createHash('sha256');
  let block = `${JSON.stringify({ ...FORMAT, epoch: source.epoch, at: at.toISOString() })}\n`;
  for await (const record of source.records()) {
    check.take(record);
    block += lineOf(record);
    if (block.length < BLOCK) continue;
    hash.update(block);
    yield block;
    block = '';
  }
  const counts = check.end();
  hash.update(block);
  yield `${block}${JSON.stringify({ kind: 'end', counts, sha256: hash.digest('base64') })}\n`;
  return counts;
}

/** JSON strings escape line ends: whatever a text holds, it stays one line and comes back byte for byte. */
function lineOf(record: DumpRecord): string {
  const { kind } = record;
  if (kind !== 'bytes') return `${JSON.stringify(record)}\n`;
  const { buffer, byteOffset, byteLength } = record.bytes;
  return `${JSON.stringify({ kind, bytes: Buffer.from(buffer, byteOffset, byteLength).toString('base64') })}\n`;
}
