import { Buffer } from 'node:buffer';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * Cuts one JSON array or object, which may come in pieces, into the texts of its elements or members, byte for byte.
 * A JSON library would hand over parsed values, and numbers or spellings would not survive that. It only finds the
 * borders; whether an element is JSON is for others to judge. Structural characters are ASCII, so no piece can cut
 * through one.
 */
export class ElementSplitter {
  #depth = 0;
  #inString = false;
  #escaped = false;
  #pending: Buffer[] = [];

  /** The closing bracket has been seen. */
  done = false;

  /** Bytes of the element that is not complete yet. */
  get pendingBytes(): number {
    return this.#pending.reduce((sum, { length }) => sum + length, 0);
  }

  /** The elements that `piece` completes. What follows the closing bracket must be white space. */
  push(piece: Buffer): Buffer[] {
    const complete: Buffer[] = [];
    let start = 0;
    for (let index = 0; index < piece.length; index++) {
      const byte = piece[index] ?? 0;
      if (this.done) {
        if (!isSpace(byte)) throw new SyntaxError('something follows the closing bracket');
      } else if (this.#inString) this.#inside(byte);
      else if (byte === QUOTE) this.#inString = true;
      else if (OPENING.has(byte)) {
        if (this.#depth === 0) start = index + 1;
        this.#depth++;
      } else if (CLOSING.has(byte) || (byte === COMMA && this.#depth === 1)) {
        if (CLOSING.has(byte)) this.#depth--;
        if (this.#depth > (byte === COMMA ? 1 : 0)) continue;
        complete.push(Buffer.concat([...this.#pending, piece.subarray(start, index)]));
        this.#pending = [];
        start = index + 1;
        this.done = this.#depth === 0;
      }
    }
    if (!this.done && this.#depth > 0 && start < piece.length) this.#pending.push(piece.subarray(start));
    return complete;
  }

  #inside(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }
}

/** Whether `byte` is one of JSON's white space characters. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** The text of the value of member `name` in the JSON object `text`, byte for byte; undefined when it has none. */
export function rawMember(text: Buffer, name: string): Buffer | undefined {
  for (const member of new ElementSplitter().push(text)) {
    const colon = endOfName(member);
    if (colon !== undefined && JSON.parse(member.toString('utf8', 0, colon)) === name) {
      return member.subarray(colon + 1);
    }
  }
  return undefined;
}

// The colon after the member's name.
function endOfName(member: Buffer): number | undefined {
  let quotes = 0;
  for (let index = 0; index < member.length; index++) {
    if (member[index] === BACKSLASH) index++;
    else if (member[index] === QUOTE) quotes++;
    else if (quotes === 2 && member[index] === 0x3a) return index;
  }
  return undefined;
}
