import { Buffer } from 'node:buffer';
import type { Content } from './outcome.js';

/** One item of a streamed answer: text around a stored text that is read only when its turn has come. */
export interface StreamedItem {
  readonly start: string;
  /** What stands between start and end; left out for an item without it. */
  readonly stored?: {
    /** Bytes in UTF-8; undefined when that is known only after reading. */
    readonly size: number | undefined;
    /** Reads it. Throws when it is not there any more: the answer then breaks off visibly. */
    readonly read: () => Promise<string>;
  };
  readonly end: string;
}

/** Characters gathered before they are handed to the connection. */
const PIECE = 64 * 1024;

/**
 * The content `opening item,item,… closing`, in pieces of a sensible size. Stored texts are read one by one as they are
 * sent, so that memory stays small however long the list is; the length is known before, from their sizes.
 */
export function streamItems(
  opening: string,
  items: readonly StreamedItem[],
  closing: string,
): Pick<Content, 'length' | 'text'> {
  async function* text(): AsyncGenerator<string> {
    let pending = opening;
    for (const [index, { start, stored, end }] of items.entries()) {
      pending += `${index === 0 ? '' : ','}${start}${stored === undefined ? '' : await stored.read()}${end}`;
      if (pending.length < PIECE) continue;
      yield pending;
      pending = '';
    }
    yield pending + closing;
  }
  const commas = Math.max(0, items.length - 1);
  let length: number | undefined = Buffer.byteLength(opening + closing) + commas;
  for (const { start, stored, end } of items) {
    const size = stored === undefined ? 0 : stored.size;
    if (size === undefined || length === undefined) length = undefined;
    else length += Buffer.byteLength(start) + size + Buffer.byteLength(end);
  }
  return { length, text };
}
