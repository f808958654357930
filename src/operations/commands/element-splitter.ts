import type { Buffer } from 'node:buffer';
import { Pending } from './pending.js';
import { isSpace, trimmed } from './white-space.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
/** From an opening bracket to the closing one, in ASCII. */
const SPAN = 2;

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
  #opening = 0;
  #count = 0;
  readonly #pending: Pending;

  /** The closing bracket has been seen. */
  done = false;

  /** Of elements of more than `limit` bytes nothing is kept. */
  constructor(limit = Infinity) {
    this.#pending = new Pending(limit);
  }

  /**
   * The elements that `piece` completes; undefined for one beyond the limit. Throws a SyntaxError, after the elements
   * before it, for a closing bracket of the other kind and for what follows it, unless that is white space.
   */
  *push(piece: Buffer): Generator<Buffer | undefined> {
    let start = 0;
    for (let index = 0; index < piece.length; index++) {
      const byte = piece[index] ?? 0;
      if (this.done) {
        if (!isSpace(byte)) throw new SyntaxError('something follows the closing bracket');
      } else if (this.#inString) this.#inside(byte);
      else if (byte === QUOTE) this.#inString = true;
      else if (OPENING.has(byte)) {
        if (this.#depth++ > 0) continue;
        this.#opening = byte;
        start = index + 1;
      } else if (byte === COMMA ? this.#depth === 1 : CLOSING.has(byte) && --this.#depth === 0) {
        yield* this.#end(piece.subarray(start, index), byte);
        start = index + 1;
      }
    }
    if (!this.done && this.#depth > 0) this.#pending.add(piece.subarray(start));
  }

  // An element ends with a comma or a closing bracket.
  *#end(last: Buffer, byte: number): Generator<Buffer | undefined> {
    const element = this.#pending.take(last);
    this.done = byte !== COMMA;
    // Between the brackets of "[ ]" there is no element.
    const none = this.done && this.#count === 0 && element !== undefined && trimmed(element).length === 0;
    if (!none) {
      this.#count++;
      yield element;
    }
    if (this.done && byte !== this.#opening + SPAN)
      throw new SyntaxError('the closing bracket is of the other kind');
  }

  #inside(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
  }
}

/** The text of the value of member `name` in the JSON object `text`, byte for byte; undefined when it has none. */
export function rawMember(text: Buffer, name: string): Buffer | undefined {
  for (const member of new ElementSplitter().push(text)) {
    if (member === undefined) continue;
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
    else if (quotes === 2 && member[index] === COLON) return index;
  }
  return undefined;
}
