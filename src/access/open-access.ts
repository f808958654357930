import type { Authorize } from '../http/index.js';
import type { TokenReader } from '../store/index.js';
import { Gatekeeper } from './gatekeeper.js';
import { IssuerKeys, type KeyPlace } from './issuer-keys.js';
import { KnownSecrets } from './known-secrets.js';
import { type Rate, RateLimiter } from './rate-limiter.js';
import { verifyJwts } from './verify-jwt.js';
import { verifyTokens } from './verify-token.js';

/** Milliseconds after which a token that was revoked is refused by every process. */
const TOKEN_LIFETIME = 1000;
/** The same for a JWT whose key is withdrawn, behind the time in which the keys are read anew. */
const JWT_LIFETIME = 60_000;

/** How the operator wants access to be controlled. */
export interface AccessOptions {
  readonly auth: 'off' | 'token' | 'jwt';
  readonly jwtIssuer: string;
  readonly jwtAudience: string;
  readonly jwtKeys: KeyPlace | null;
  readonly rateLimit: Rate | null;
  /** Origins whose pages may act with what a browser remembers. */
  readonly corsOrigins: readonly string[];
}

/** What is configured cannot be used: the message is one line for the operator. */
export class AccessRefusal extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AccessRefusal';
  }
}

/**
 * Who guards the door; nobody with AUTH=off. `report` is told of what fails in the background. Throws an AccessRefusal when
 * the keys lie in a file that holds none.
 */
export async function openAccess(
  options: AccessOptions,
  tokens: TokenReader,
  report: (error: unknown) => void,
): Promise<Authorize | undefined> {
  const secrets = await openSecrets(options, tokens, report);
  if (secrets === undefined) return undefined;
  const { rateLimit, corsOrigins } = options;
  const limiter = rateLimit === null ? undefined : new RateLimiter(rateLimit);
  return new Gatekeeper(secrets, corsOrigins, limiter);
}

async function openSecrets(
  { auth, jwtIssuer, jwtAudience, jwtKeys }: AccessOptions,
  tokens: TokenReader,
  report: (error: unknown) => void,
): Promise<KnownSecrets | undefined> {
  switch (auth) {
    case 'off':
      return undefined;
    case 'token':
      return new KnownSecrets(verifyTokens(tokens), TOKEN_LIFETIME);
    case 'jwt': {
      if (jwtKeys === null) throw new AccessRefusal('JWT_JWKS must be set with AUTH=jwt');
      const keys = new IssuerKeys(jwtKeys, report);
      await readFirst(keys, jwtKeys, report);
      return new KnownSecrets(
        verifyJwts({ issuer: jwtIssuer, audience: jwtAudience }, keys.find),
        JWT_LIFETIME,
      );
    }
    default:
      return auth satisfies never;
  }
}

/** A file must be right at the start; an issuer may come up later than we do. */
async function readFirst(keys: IssuerKeys, place: KeyPlace, report: (error: unknown) => void): Promise<void> {
  if (place.kind === 'url') {
    void keys.read().catch(report);
    return;
  }
  try {
    await keys.read();
  } catch (error) {
    throw new AccessRefusal(`JWT_JWKS="file:${place.file}" cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
