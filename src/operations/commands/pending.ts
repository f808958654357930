import { Buffer } from 'node:buffer';

/** The bytes of a record that has not ended yet. Of one beyond `limit` bytes it keeps nothing but the length. */
export class Pending {
  #pieces: Buffer[] = [];
  #length = 0;

  constructor(private readonly limit: number) {}

  /** Adds what has come of the record. */
  add(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length > this.limit) this.#pieces = [];
    else this.#pieces.push(piece);
  }

  /** The whole record, which ends with `last`, and room for the next; undefined when it is beyond the limit. */
  take(last: Buffer): Buffer | undefined {
    this.add(last);
    const whole = this.#length > this.limit ? undefined : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    return whole;
  }
}
