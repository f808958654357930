import type { Scopes } from './scopes.js';

/** Who a good credential is, and what it allows. */
export interface Identity {
  readonly kind: 'identity';
  /** The same for every credential that it may have. */
  readonly principal: string;
  readonly author: string;
  readonly scopes: Scopes;
  /** Milliseconds since 1970 from which on it is good no more; Infinity for never. */
  readonly expiresAt: number;
}

/** What looking at a secret came to. */
export type Verified =
  | Identity
  /** It is none that is good. */
  | { readonly kind: 'bad'; readonly reason: string }
  /** It cannot be told at the moment. */
  | { readonly kind: 'unavailable' };

/** Tells whose a secret is. */
export type Verify = (secret: string) => Promise<Verified>;
