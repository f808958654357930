import { Buffer } from 'node:buffer';
import { ElementSplitter } from './element-splitter.js';
import { Pending } from './pending.js';
import { isSpace, trimmed } from './white-space.js';

/** One record of an input file: its JSON text, and where it stands, counted from 1. */
export interface InputRecord {
  /** Without the white space around it; undefined: larger than any record may be. */
  readonly bytes: Buffer | undefined;
  readonly number: number;
}

const NEWLINE = 0x0a;
const ARRAY = 0x5b;
const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);

/** How the records of a file stand beside each other. */
interface Layout {
  /** The records that `piece` completes. */
  push(piece: Buffer): Iterable<Buffer | undefined>;
  /** The records that the end of the file completes, after `count` others. */
  end(count: number): Iterable<Buffer | undefined>;
}

/**
 * The records of a JSON array or of NDJSON (one value a line), read as a stream. Which of the two it is, the first
 * character tells. Throws a SyntaxError for what is neither, after the records before the fault. Of a record of more
 * than `limit` bytes nothing is held in memory.
 */
export async function* readRecords(input: AsyncIterable<Buffer>, limit: number): AsyncGenerator<InputRecord> {
  let number = 0;
  let layout: Layout | undefined;
  for await (const piece of input) {
    layout ??= recognise(trimmed(piece), limit);
    for (const bytes of layout?.push(piece) ?? []) yield { bytes: bytes && trimmed(bytes), number: ++number };
  }
  for (const bytes of layout?.end(number) ?? []) yield { bytes: bytes && trimmed(bytes), number: ++number };
}

/** The layout of a file that begins with `start`; undefined when that is nothing yet. */
function recognise(start: Buffer, limit: number): Layout | undefined {
  if (start.length === 0) return undefined;
  if (start.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
    throw new SyntaxError('the file begins with a byte order mark (EF BB BF): save it as UTF-8 without one');
  }
  return start[0] === ARRAY ? new Elements(limit) : new Lines(limit);
}

class Elements implements Layout {
  readonly #splitter: ElementSplitter;

  constructor(limit: number) {
    this.#splitter = new ElementSplitter(limit);
  }

  push(piece: Buffer): Iterable<Buffer | undefined> {
    return this.#splitter.push(piece);
  }

  end(count: number): Iterable<never> {
    if (this.#splitter.done) return [];
    throw new SyntaxError(`the file ends in the middle of the array, after record ${count}`);
  }
}

class Lines implements Layout {
  readonly #pending: Pending;

  constructor(limit: number) {
    this.#pending = new Pending(limit);
  }

  *push(piece: Buffer): Generator<Buffer | undefined> {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      yield* this.#line(piece.subarray(start, end));
      start = end + 1;
    }
    this.#pending.add(piece.subarray(start));
  }

  end(): Generator<Buffer | undefined> {
    return this.#line(Buffer.alloc(0));
  }

  // Blank lines are no records.
  *#line(last: Buffer): Generator<Buffer | undefined> {
    const line = this.#pending.take(last);
    if (line === undefined || !line.every(isSpace)) yield line;
  }
}
