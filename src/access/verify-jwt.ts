import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { KeysUnavailable } from './issuer-keys.js';
import { Scopes } from './scopes.js';
import type { Verified, Verify } from './verify.js';

/** What a token must say of itself. */
export interface ExpectedClaims {
  readonly issuer: string;
  readonly audience: string;
}

/** Asymmetric ones only, and never what the token itself would like: "none" is not among them (8725 3.1). */
const ALGORITHMS = ['RS256', 'ES256'];

/** Seconds that the issuer's clock may be ahead of ours. */
const TOLERANCE = 5;

/** Whatever others may be told of as an author: no control characters, and not too long for a line. */
const SUBJECT = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/** Verifies JWTs of one issuer (7519) with its keys. */
export function verifyJwts(expected: ExpectedClaims, keys: JWTVerifyGetKey): Verify {
  return async (secret) => {
    try {
      const { payload } = await jwtVerify(secret, keys, {
        ...expected,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: TOLERANCE,
      });
      return identityOf(payload);
    } catch (error) {
      if (error instanceof KeysUnavailable) return { kind: 'unavailable' };
      if (error instanceof errors.JOSEError)
        return { kind: 'bad', reason: `as a JWT it fails: ${error.message}` };
      throw error;
    }
  };
}

function identityOf({ sub, exp, scope }: JWTPayload): Verified {
  if (sub === undefined || !SUBJECT.test(sub) || exp === undefined) {
    return { kind: 'bad', reason: 'its subject is not 1 to 255 characters that can be shown' };
  }
  return {
    kind: 'identity',
    principal: `jwt:${sub}`,
    author: sub,
    // Scopes of other services may stand beside ours (6749 3.3); a claim of another type grants nothing.
    scopes: Scopes.parse(typeof scope === 'string' ? scope : ''),
    expiresAt: exp * 1000,
  };
}
