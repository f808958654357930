import type { Milliseconds } from './units.js';

/** What is kept of an access token: everything but its text. */
export interface AccessToken {
  /** Whose it is. One name has one token at a time. */
  readonly name: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly hash: string;
  /** What it allows; a text that the store does not look into. */
  readonly scopes: string;
  readonly createdAt: Milliseconds;
  /** Null for one that never expires. */
  readonly expiresAt: Milliseconds | null;
  /** Null while it is not revoked. */
  readonly revokedAt: Milliseconds | null;
}

/** Looks tokens up. */
export interface TokenReader {
  /** The token whose text has this hash, whatever has become of it. */
  find(hash: string): Promise<AccessToken | undefined>;
}

/** Access tokens as an operator manages them, beside services that go on serving. */
export interface TokenStore extends TokenReader {
  /** Keeps a new token; `taken` when its name has one that is neither expired nor revoked. */
  create(token: Omit<AccessToken, 'revokedAt'>): Promise<'created' | 'taken'>;
  /** All there ever were, in order of name; of one name the newest. */
  list(): Promise<readonly AccessToken[]>;
  /** From now on the token called `name` is refused; `absent` when there is none, or it was revoked before. */
  revoke(name: string, now: Milliseconds): Promise<'revoked' | 'absent'>;
}
