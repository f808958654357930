import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { AccessRefusal, openAccess } from '../../src/access/index.js';
import { IssuerKeys, KeysUnavailable } from '../../src/access/issuer-keys.js';
import { told, useService } from '../http/support.js';
import { Client } from '../support/client.js';
import { startService } from '../support/service.js';
import { bearing } from './support.js';

// An issuer of this test's own, and a service that believes it.

interface Key {
  readonly id: string;
  readonly algorithm: string;
  readonly sign: Parameters<SignJWT['sign']>[0];
  readonly jwk: JWK;
  readonly pem: string;
}

async function makeKey(id: string, algorithm: 'RS256' | 'ES256'): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: id, alg: algorithm, use: 'sig' };
  return { id, algorithm, sign: privateKey, jwk, pem: await exportSPKI(publicKey) };
}

const [first, second, foreign] = await Promise.all([
  makeKey('first', 'ES256'),
  makeKey('second', 'RS256'),
  makeKey('first', 'ES256'),
]);

const published: JWK[] = [first.jwk, second.jwk];
let asked = 0;
const issuer: Server = createServer((request, response) => {
  asked += request.url === '/keys' ? 1 : 1000;
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: published }));
});
await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
afterAll(() => issuer.close());

const JWT = { AUTH: 'jwt', JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'etagere' };
const bench = useService({ ...JWT, JWT_JWKS: `${url}/keys` });

interface Claims {
  readonly [claim: string]: unknown;
}

const GOOD: Claims = { iss: 'https://id.example', aud: 'etagere', sub: 'ann', scope: 'openid admin:books' };
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

function sign(claims: Claims = {}, key: Key = first, header: object = {}): Promise<string> {
  return new SignJWT({ exp: inSeconds(60), ...GOOD, ...claims })
    .setProtectedHeader({ alg: key.algorithm, kid: key.id, ...header })
    .sign(key.sign);
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** An HMAC whose secret is what everybody knows. */
function mac(text: string): string {
  return createHmac('sha256', second.pem).update(text).digest('base64url');
}

/** A token as nobody's library would make it. */
function forge(header: object, claims: Claims, signature: (text: string) => string = () => ''): string {
  const text = `${part(header)}.${part({ exp: inSeconds(60), ...GOOD, ...claims })}`;
  return `${text}.${signature(text)}`;
}

const BOOKS = '/v1/collections/books';

describe('a JWT', () => {
  it.each([
    ['of the issuer, ES256', () => sign(), '404 collection-not-found'],
    ['of the issuer, RS256', () => sign({}, second), '404 collection-not-found'],
    ['for several services', () => sign({ aud: ['other', 'etagere'] }), '404 collection-not-found'],
    ['for another service', () => sign({ aud: 'other' }), '401 unauthenticated'],
    ['for none', () => sign({ aud: undefined }), '401 unauthenticated'],
    ['of another issuer', () => sign({ iss: 'https://id.example/' }), '401 unauthenticated'],
    ['that has expired', () => sign({ exp: inSeconds(-60) }), '401 unauthenticated'],
    ['that never expires', () => sign({ exp: undefined }), '401 unauthenticated'],
    ['that is not good yet', () => sign({ nbf: inSeconds(60) }), '401 unauthenticated'],
    ['of nobody', () => sign({ sub: undefined }), '401 unauthenticated'],
    ['of a name with a line end', () => sign({ sub: 'a\nb' }), '401 unauthenticated'],
    ['by a key of the same name that is another', () => sign({}, foreign), '401 unauthenticated'],
    ['by a key that it brings along', () => sign({}, foreign, { jwk: foreign.jwk }), '401 unauthenticated'],
    [
      'by a key that it says where to find',
      () => sign({}, foreign, { jku: `${url}/evil` }),
      '401 unauthenticated',
    ],
    ['alg none (API2)', () => forge({ alg: 'none' }, {}), '401 unauthenticated'],
    ['alg None', () => forge({ alg: 'None', kid: 'first' }, {}), '401 unauthenticated'],
    [
      'HS256 with the public key as the secret',
      () => forge({ alg: 'HS256', kid: 'second' }, {}, mac),
      '401 unauthenticated',
    ],
    ['with other claims than were signed', async () => swapClaims(await sign()), '401 unauthenticated'],
    ['that is no JWT', () => 'a.b.c', '401 unauthenticated'],
    ['without a scope of ours', () => sign({ scope: 'openid read books' }), '404 collection-not-found'],
    ['whose scope is a list', () => sign({ scope: ['admin:books'] }), '404 collection-not-found'],
  ])('%s', async (_, make, wanted) => {
    expect(told(await bench.client.get(BOOKS, bearing(await make())))).toBe(wanted);
    // Only where the operator said.
    expect(asked).toBeLessThan(1000);
  });

  it('gives what its scopes say, and its subject signs: 201, 403, and the author', async () => {
    const ann = bearing(await sign());
    await bench.client.put(BOOKS, '{}', { ...ann, 'If-None-Match': '*' });
    const made = await bench.client.put(`${BOOKS}/documents/a`, '{}', { ...ann, 'If-None-Match': '*' });
    expect(made.status).toBe(201);
    const reader = bearing(await sign({ sub: 'ben', scope: 'read:books' }));
    expect(told(await bench.client.delete(`${BOOKS}/documents/a`, reader))).toBe('403 forbidden');
    const { items } = (await bench.client.get(`${BOOKS}/documents/a/revisions`, reader)).json<{
      items: object[];
    }>();
    expect(items).toMatchObject([{ author: 'ann' }]);
  });
});

function swapClaims(token: string): string {
  const [header = '', , signature = ''] = token.split('.');
  const other = forge({}, { sub: 'root' }).split('.')[1] ?? '';
  return `${header}.${other}.${signature}`;
}

describe('the keys of the issuer', () => {
  const header = { alg: 'ES256' };
  const token = { payload: '', signature: '' };

  it('are read once for many tokens, and again for a key that is new: not more often than every 15 seconds', async () => {
    let now = 0;
    published.splice(0, 9, first.jwk);
    const keys = new IssuerKeys(
      { kind: 'url', url: new URL(`${url}/keys`) },
      () => {},
      () => now,
    );
    const before = asked;
    await keys.find({ ...header, kid: 'first' }, token);
    await keys.find({ ...header, kid: 'first' }, token);
    expect(asked - before).toBe(1);
    published.push({ ...first.jwk, kid: 'third' });
    await expect(keys.find({ ...header, kid: 'third' }, token)).rejects.toThrow('no applicable key');
    now += 15_000;
    await keys.find({ ...header, kid: 'third' }, token);
    await expect(keys.find({ ...header, kid: 'fourth' }, token)).rejects.toThrow('no applicable key');
    expect(asked - before).toBe(2);
  });

  it('that were withdrawn are refused ten minutes later; while the issuer is away those that are known serve an hour', async () => {
    let now = 0;
    const reports: unknown[] = [];
    const file = `${bench.service.folder}/keys.json`;
    await writeFile(file, JSON.stringify({ keys: [first.jwk] }));
    const keys = new IssuerKeys(
      { kind: 'file', file },
      (error) => reports.push(error),
      () => now,
    );
    const find = () => keys.find({ ...header, kid: 'first' }, token);
    await find();
    await writeFile(file, 'away');
    now += 59 * 60_000;
    await find();
    expect(reports.length).toBe(1);
    now += 2 * 60_000;
    await expect(find()).rejects.toThrow(KeysUnavailable);
    await writeFile(file, JSON.stringify({ keys: [second.jwk] }));
    now += 15_000;
    await expect(find()).rejects.toThrow('no applicable key');
  });

  it('in a file that is none end the start, with a line that names it', async () => {
    const jwtKeys = { kind: 'file', file: '/nowhere/keys.json' } as const;
    const options = {
      auth: 'jwt',
      jwtIssuer: 'i',
      jwtAudience: 'a',
      jwtKeys,
      rateLimit: null,
      corsOrigins: [],
    } as const;
    const opening = openAccess(options, { find: async () => undefined }, () => {});
    await expect(opening).rejects.toThrow(AccessRefusal);
    await expect(opening).rejects.toThrow(/^JWT_JWKS="file:\/nowhere\/keys.json" cannot be used: .*ENOENT/);
  });
});

describe('while the keys cannot be had', () => {
  it('a JWT that may be good is not refused: 503 with Retry-After; what is none at all still is', async () => {
    const service = await startService({ ...JWT, JWT_JWKS: 'http://127.0.0.1:9/keys' });
    const client = new Client(service.url);
    const answer = await client.get(BOOKS, bearing(await sign()));
    expect([told(answer), answer.headers['retry-after']]).toEqual(['503 keys-unavailable', '5']);
    expect(told(await client.get(BOOKS))).toBe('401 unauthenticated');
    client.close();
    await service.stop();
    // The operator is told, and not for each request.
    expect(service.failures.length).toBe(1);
  });
});
