/** What a handle holds, as it may be kept elsewhere: in a file, or in the browser's storage. */
export interface Saved<T> {
  readonly id: string;
  readonly etag: string;
  readonly data: T;
}

/**
 * A document as a read or a write of this client left it. Whoever wants to change one needs its handle: what was read is
 * what is replaced, or nothing is.
 */
export class Held<T> {
  /** Private, so that no other object passes for a handle. */
  readonly #etag: string;

  constructor(
    readonly id: string,
    etag: string,
    readonly data: T,
  ) {
    this.#etag = etag;
  }

  /** The entity-tag of this revision, with its quotes (RFC 9110 section 8.8.3). */
  get etag(): string {
    return this.#etag;
  }

  toJSON(): Saved<T> {
    return { id: this.id, etag: this.#etag, data: this.data };
  }
}

/** An attachment as a read left it: what is needed to replace or remove it. */
export class HeldAttachment {
  readonly #etag: string;

  constructor(
    readonly name: string,
    etag: string,
    readonly mediaType: string,
  ) {
    this.#etag = etag;
  }

  get etag(): string {
    return this.#etag;
  }
}
