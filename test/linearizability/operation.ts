// What clients did and were told: the input of the checker. As a file it is one JSON line for each operation.

/** What a client knows of its request when it is over. */
export type Result =
  /** It was performed, and this is the whole answer. */
  | 'ok'
  /** It was refused, and was surely not performed. What a refusal shows counts as a read. */
  | 'fail'
  /** Nobody told: it may have been performed, or may still be. */
  | 'info';

/** One request about one document, or one operation of a batch. */
export interface Operation {
  readonly id: number;
  /** Who sent it. A client of whose request nothing was heard goes on under another number. */
  readonly client: number;
  /** The process that was asked. */
  readonly replica: number;
  /** The document. */
  readonly key: string;
  readonly f: 'read' | 'write' | 'delete';
  /** Milliseconds on one monotonic clock: just before the first byte was sent. */
  readonly t0: number;
  /** Just after the last byte of the answer came; infinite when nothing was heard. */
  readonly t1: number;
  /** What a write expects: a revision, or that nothing is there. Null for a read, and for a write without a guard. */
  readonly exp: number | 'absent' | null;
  /** What a write puts into the document, and nothing else does; names a deletion, which puts nothing there. */
  readonly sentNonce: string | null;
  readonly status: number | null;
  /** The entity-tag of the answer. */
  readonly etag: string | null;
  /** The revision that was made or is shown; `absent`: there is none, and the answer gives no tombstone's number. */
  readonly rev: number | 'absent' | null;
  /** What is shown of the content: null for a tombstone, undefined when the answer has none. */
  readonly seenNonce?: string | null;
  /** The tags in If-None-Match. */
  readonly asked?: readonly string[];
  /** The batch that it belongs to. */
  readonly batch: string | null;
  readonly out: Result;
  /** Which attempt to get the same thing done. */
  readonly tries: number;
}

/** One revision as the history of its document lists it in the end. */
export interface StoredVersion {
  readonly rev: number;
  /** Null when the answer shows none, as for a tombstone. */
  readonly etag: string | null;
  /** Null for a tombstone. */
  readonly nonce: string | null;
}

/** One event of the feed. */
export interface FeedEvent {
  readonly sequence: number;
  readonly key: string;
  readonly rev: number;
  readonly etag: string | null;
}

/** One page of the feed as one of its readers got it. */
export interface FeedPage {
  readonly reader: number;
  readonly t0: number;
  readonly t1: number;
  readonly since: number;
  readonly last: number;
  /** Whether the page was full. */
  readonly more: boolean;
  readonly events: readonly FeedEvent[];
}

/** Everything that is known of a run. */
export interface History {
  readonly operations: readonly Operation[];
  /** What the store holds in the end, read after the last restart: by key, in order. */
  readonly stored: ReadonlyMap<string, readonly StoredVersion[]>;
  /** The whole feed in the end; undefined when it was not read. */
  readonly feed?: readonly FeedEvent[];
  readonly pages?: readonly FeedPage[];
  /** When the service, or its database, was killed. */
  readonly kills?: readonly number[];
}

/** A history as text, a line for each operation, then one for each page, document and kill. */
export function formatHistory({ operations, stored, feed = [], pages = [], kills = [] }: History): string {
  const lines: object[] = [
    ...operations,
    ...pages.map((page) => ({ page })),
    ...[...stored].map(([key, versions]) => ({ key, stored: versions })),
    { feed },
    { kills },
  ];
  // JSON has no infinity: null.
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
