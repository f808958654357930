import type { Buffer } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ByteRange, BytesGone, DUMPED_BYTES, type UploadId } from '../store/index.js';

/** Bytes of a chunk; the last of an upload may have fewer. Never to be changed: what is stored was cut so, and dumps take it as it is. */
export const CHUNK_SIZE = DUMPED_BYTES;

/** Reads one chunk as it stands at that moment; undefined when it is not there. */
export type ReadChunk = (upload: UploadId, number: number) => Promise<Buffer | undefined>;

/**
 * The bytes of `range`, a short read for each chunk when its turn comes. Each read sees the newest state. Between two
 * chunks everybody else has a turn: a fast reader could otherwise take all of it in one.
 */
export async function* readBytes(
  read: ReadChunk,
  upload: UploadId,
  { first, last }: ByteRange,
): AsyncGenerator<Uint8Array> {
  const start = Math.floor(first / CHUNK_SIZE);
  for (let number = start; number * CHUNK_SIZE <= last; number += 1) {
    if (number > start) await nextTurn();
    const offset = number * CHUNK_SIZE;
    const end = Math.min(CHUNK_SIZE, last + 1 - offset);
    const data = await read(upload, number);
    if (data === undefined || data.length < end) throw new BytesGone(upload);
    yield data.subarray(Math.max(0, first - offset), end);
  }
}
