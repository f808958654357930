import { Buffer } from 'node:buffer';
import type { Milliseconds } from '../../src/store/index.js';
import { builtParts } from '../support/built-parts.js';
import type { Client } from '../support/client.js';
import { type FaultyService, startFaulty } from './faulty-service.js';
import type { Request } from './requests.js';

// Services that do not let everybody in, and somebody for each way of not being let in.

/** A request as somebody sends it, and to which service. */
export interface Attempt {
  readonly client: Client;
  readonly request: Request;
}

/** Services with access control. Whom they refuse they refuse before anything else, so they hold nothing. */
export interface GuardedServices {
  /** The request as everybody sends it who may be refused for who he is. */
  attempts(request: Request): readonly Attempt[];
  stop(): Promise<void>;
}

const SCOPES = { reader: 'read:*', stranger: 'read:none', owner: 'admin:*', eager: 'admin:*' } as const;

/** It looks like one, and the keys of its issuer are nowhere. */
const JWT = [{ alg: 'ES256', kid: 'first' }, {}]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('AAAA')
  .join('.');

/** Starts them. Everybody may ask `often` times. */
export async function startGuarded(often: number): Promise<GuardedServices> {
  const [guarded, keyless] = await Promise.all([
    startFaulty({ AUTH: 'token', RATE_LIMIT: `${often}/3600` }),
    startFaulty({
      AUTH: 'jwt',
      JWT_ISSUER: 'https://id.example',
      JWT_AUDIENCE: 'etagere',
      // A port that fetch never asks.
      JWT_JWKS: 'http://127.0.0.1:9/keys',
    }),
  ]);
  const tokens = await makeTokens(guarded);
  const bearer = (name: keyof typeof SCOPES) => ({ Authorization: `Bearer ${tokens[name]}` });
  const forger = {
    Authorization: `Basic ${Buffer.from(`me:${tokens.owner}`).toString('base64')}`,
    Origin: 'https://evil.example',
  };
  for (let time = 0; time < often; time += 1) await guarded.client.head('/v1/collections', bearer('eager'));
  return {
    attempts: (request) =>
      [{}, bearer('reader'), bearer('stranger'), bearer('eager'), forger]
        .map((fields) => ({ client: guarded.client, fields }))
        .concat({ client: keyless.client, fields: { Authorization: `Bearer ${JWT}` } })
        .map(({ client, fields }) => ({
          client,
          request: { ...request, headers: { ...request.headers, ...fields } },
        })),
    async stop() {
      await Promise.all([guarded.stop(), keyless.stop()]);
    },
  };
}

async function makeTokens({ file }: FaultyService): Promise<Readonly<Record<keyof typeof SCOPES, string>>> {
  const { mintToken, openTokens, Scopes } = await builtParts();
  const opened = await openTokens({ kind: 'sqlite', file });
  const texts: Record<string, string> = {};
  for (const [name, scopes] of Object.entries(SCOPES)) {
    const { text, hash } = mintToken();
    const createdAt = Date.now() as Milliseconds;
    const kept = { name, hash, scopes: Scopes.parse(scopes).toString(), createdAt, expiresAt: null };
    await opened.tokens.create(kept);
    texts[name] = text;
  }
  await opened.close();
  return texts as Record<keyof typeof SCOPES, string>;
}
