import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import type { TokenReader } from '../store/index.js';
import { Scopes } from './scopes.js';
import { hashOf, isToken } from './token-text.js';
import type { Verify } from './verify.js';

const UNKNOWN = { kind: 'bad', reason: 'it is no token of this service, or was replaced' } as const;

/** Looks access tokens up by their hash. */
export function verifyTokens(tokens: TokenReader): Verify {
  return async (secret) => {
    // Nothing is looked up for what cannot be one.
    if (!isToken(secret)) return UNKNOWN;
    const hash = hashOf(secret);
    const token = await tokens.find(hash);
    // An index compares byte by byte, but by hashes, of which nobody can choose a part. This does not rest on that.
    if (token === undefined || !sameHash(token.hash, hash)) return UNKNOWN;
    if (token.revokedAt !== null) return { kind: 'bad', reason: 'the token was revoked' };
    return {
      kind: 'identity',
      principal: `token:${token.name}`,
      author: token.name,
      scopes: Scopes.parse(token.scopes),
      expiresAt: token.expiresAt ?? Infinity,
    };
  };
}

function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
