import { Buffer } from 'node:buffer';
import { ElementSplitter, isSpace } from './element-splitter.js';

/** One record of an input file: its JSON text, and where it stands, counted from 1. */
export interface InputRecord {
  readonly bytes: Buffer;
  readonly number: number;
}

const NEWLINE = 0x0a;
const ARRAY = 0x5b;

/**
 * The records of a JSON array or of NDJSON (one value a line), read as a stream. Which of the two it is, the first
 * character tells. Throws a SyntaxError for what is neither, and for a record of more than `limit` bytes.
 */
export async function* readRecords(input: AsyncIterable<Buffer>, limit: number): AsyncGenerator<InputRecord> {
  let number = 0;
  let splitter: { push(piece: Buffer): Buffer[]; readonly pendingBytes: number; end(): Buffer[] } | undefined;
  for await (const piece of input) {
    const first = piece.find((byte) => !isSpace(byte));
    if (first === undefined && splitter === undefined) continue;
    splitter ??= first === ARRAY ? new ArrayRecords() : new LineRecords();
    for (const bytes of splitter.push(piece)) yield { bytes, number: ++number };
    if (splitter.pendingBytes > limit)
      throw new SyntaxError(`record ${number + 1} is larger than ${limit} bytes`);
  }
  for (const bytes of splitter?.end() ?? []) yield { bytes, number: ++number };
}

class ArrayRecords {
  readonly #splitter = new ElementSplitter();
  #empty = true;

  get pendingBytes(): number {
    return this.#splitter.pendingBytes;
  }

  push(piece: Buffer): Buffer[] {
    const elements = this.#splitter.push(piece);
    // "[]" has one element of white space only.
    if (this.#empty && this.#splitter.done && elements.length === 1 && isBlank(elements[0])) return [];
    this.#empty &&= elements.length === 0;
    return elements;
  }

  end(): Buffer[] {
    if (!this.#splitter.done) throw new SyntaxError('the file ends in the middle of the array');
    return [];
  }
}

class LineRecords {
  #pending: Buffer[] = [];

  get pendingBytes(): number {
    return this.#pending.reduce((sum, { length }) => sum + length, 0);
  }

  push(piece: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      lines.push(Buffer.concat([...this.#pending, piece.subarray(start, end)]));
      this.#pending = [];
      start = end + 1;
    }
    if (start < piece.length) this.#pending.push(piece.subarray(start));
    return lines.filter((line) => !isBlank(line));
  }

  end(): Buffer[] {
    const last = Buffer.concat(this.#pending);
    return isBlank(last) ? [] : [last];
  }
}

function isBlank(bytes: Buffer | undefined): boolean {
  return bytes === undefined || bytes.every(isSpace);
}
