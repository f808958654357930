import { Buffer } from 'node:buffer';

/** Bytes kept in all, what it takes to keep them included. */
const ROOM = 16 * 1024 * 1024;
/** About what an entry takes beside its bytes. */
const ENTRY = 512;

/**
 * Compressed content that was sent lately, so that what is asked for often is compressed once. A key names its bytes for
 * ever, so nothing here is ever outdated; what was not used for longest makes room.
 */
export class CodedCache {
  readonly #entries = new Map<string, Buffer>();
  #taken = 0;

  constructor(private readonly room = ROOM) {}

  /** The bytes of `key`: those that are kept, or those that `make` makes. */
  async of(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const kept = this.#entries.get(key);
    if (kept === undefined) return this.#keep(key, await make());
    // A Map goes through its keys in the order in which they were put in.
    this.#entries.delete(key);
    this.#entries.set(key, kept);
    return kept;
  }

  #keep(key: string, bytes: Buffer): Buffer {
    // One that would drive out many others; or that another request has kept meanwhile.
    if (bytes.length > this.room / 8 || this.#entries.has(key)) return bytes;
    // The coder's own buffer is part of a larger one, which would be kept whole.
    const own = Buffer.allocUnsafeSlow(bytes.length);
    bytes.copy(own);
    this.#entries.set(key, own);
    this.#taken += own.length + ENTRY;
    for (const [oldest, { length }] of this.#entries) {
      if (this.#taken <= this.room) break;
      this.#entries.delete(oldest);
      this.#taken -= length + ENTRY;
    }
    return own;
  }
}
