import { isLoopback } from './addresses.js';
import type { Config } from './config.js';

/** Values that are sound alone and not together: one sentence for each fault. */
export function contradictions(config: Config): readonly string[] {
  return [...timeFaults(config), ...addressFaults(config), ...accessFaults(config)];
}

function* timeFaults({ headerTimeout, requestTimeout }: Config): Generator<string> {
  if (headerTimeout > requestTimeout) {
    yield (
      `HEADER_TIMEOUT="${headerTimeout}" must not be more than REQUEST_TIMEOUT, ${requestTimeout}: ` +
      'the header section is a part of the request'
    );
  }
}

function* addressFaults({ host, auth, allowAnonymous }: Config): Generator<string> {
  if (auth === 'off' && allowAnonymous === 'false' && !isLoopback(host)) {
    yield (
      `HOST="${host}" is reachable from other machines and AUTH=off lets everyone in: set AUTH=token or AUTH=jwt, ` +
      'or ALLOW_ANONYMOUS=true if that is meant, or keep to 127.0.0.1'
    );
  }
  if (auth !== 'off' && allowAnonymous === 'true') {
    yield `ALLOW_ANONYMOUS="true" contradicts AUTH=${auth}, which lets nobody in without a credential: leave one of them out`;
  }
}

function* accessFaults({ auth, jwtIssuer, jwtAudience, jwtKeys, rateLimit }: Config): Generator<string> {
  const needed = {
    JWT_ISSUER: jwtIssuer !== '',
    JWT_AUDIENCE: jwtAudience !== '',
    JWT_JWKS: jwtKeys !== null,
  };
  for (const [name, isSet] of Object.entries(needed)) {
    if (auth === 'jwt' && !isSet) yield `${name} must be set with AUTH=jwt: see --help`;
    if (auth !== 'jwt' && isSet)
      yield `${name} means nothing with AUTH=${auth}: set AUTH=jwt, or leave it out`;
  }
  if (auth === 'off' && rateLimit !== null) {
    yield 'RATE_LIMIT counts the requests of each credential, and with AUTH=off there are none: leave it out';
  }
}
