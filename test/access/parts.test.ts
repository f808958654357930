import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { KnownSecrets } from '../../src/access/known-secrets.js';
import { RateLimiter } from '../../src/access/rate-limiter.js';
import { Scopes } from '../../src/access/scopes.js';
import type { Identity, Verified } from '../../src/access/verify.js';
import { ConfigError, readConfig } from '../../src/config/index.js';
import { AllowedHosts } from '../../src/http/allowed-hosts.js';
import { needOf } from '../../src/http/need.js';
import type { CollectionName } from '../../src/store/index.js';

const RIGHTS = ['read', 'write', 'admin'] as const;

describe('scopes', () => {
  it.each([
    ['read:books', 'read', 'books', true],
    ['read:books', 'write', 'books', false],
    ['read:books', 'read', 'books2', false],
    ['write:books', 'read', 'books', true],
    ['admin:books', 'write', 'books', true],
    ['admin:books', 'admin', 'films', false],
    ['read:* write:books', 'read', 'films', true],
    ['read:* write:books', 'write', 'books', true],
    ['read:* write:books', 'write', 'films', false],
    ['write:books read:books', 'write', 'books', true],
    ['openid profile READ:books read books: read:Books read', 'read', 'books', false],
    ['read:** read:*books', 'read', 'books', false],
    ['', 'read', 'books', false],
  ] as const)('%j allow %s of %s: %j', (text, right, collection, allowed) => {
    expect(Scopes.parse(text).allow(right, collection as CollectionName)).toBe(allowed);
  });

  it('of anything at all allow no more than one of the words says by itself (property)', () => {
    const word = fc.oneof(
      fc
        .tuple(fc.constantFrom(...RIGHTS), fc.constantFrom('*', 'a', 'b'))
        .map(([right, name]) => `${right}:${name}`),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(word),
        fc.constantFrom(...RIGHTS),
        fc.constantFrom('a', 'b'),
        (words, right, name) => {
          const text = words.join(' ');
          const higher = RIGHTS.slice(RIGHTS.indexOf(right));
          const wanted = text
            .split(' ')
            .some((each) => higher.some((held) => each === `${held}:*` || each === `${held}:${name}`));
          const scopes = Scopes.parse(text);
          expect(scopes.allow(right, name as CollectionName)).toBe(wanted);
          expect(Scopes.parse(scopes.toString()).allow(right, name as CollectionName)).toBe(wanted);
        },
      ),
    );
  });
});

describe('what a request needs', () => {
  it.each([
    ['GET', '/v1/collections/books', 'read books'],
    ['PUT', '/v1/collections/books', 'admin books'],
    ['GET', '/v1/collections/books/documents?limit=1', 'read books'],
    ['BREW', '/v1/collections/books/documents', 'write books'],
    ['DELETE', '/v1/collections/books/documents/a', 'write books'],
    ['DELETE', '/v1/collections/books/documents/a?purge=true', 'admin books'],
    ['DELETE', '/v1/collections/books/documents/a?%70urge=true', 'admin books'],
    ['GET', '/v1/collections/b%6foks/documents', 'read books'],
    ['GET', '/v1/collections/%/documents', 'credential'],
    ['GET', '/v1/collections', 'credential'],
    ['POST', '/v1/batch', 'credential'],
    ['GET', '/metrics', 'everything admin'],
    ['GET', '/v1/anything', 'everything admin'],
    ['GET', '/health/live', 'nothing'],
    ['GET', '/health/live/../../metrics', 'everything admin'],
    ['GET', '/openapi.json', 'nothing'],
    ['GET', '/openapi-3.0.json', 'nothing'],
    ['GET', '/docs', 'nothing'],
    ['OPTIONS', '/v1/collections/books', 'nothing'],
  ])('%s %s: %s', (method, target, wanted) => {
    const need = needOf(method, target);
    const found =
      need.kind === 'collection'
        ? `${need.right} ${need.collection}`
        : need.kind === 'everything'
          ? `everything ${need.right}`
          : need.kind;
    expect(found).toBe(wanted);
  });
});

describe('a rate of 3 in 10 seconds', () => {
  it('lets three through, says when there is room again, and then there is', () => {
    let now = 0;
    const limiter = new RateLimiter({ requests: 3, seconds: 10 }, () => now);
    const take = (who = 'ann') => {
      const { wait, fields } = limiter.take(who);
      return `${wait} ${fields['RateLimit']}`;
    };
    expect([take(), take(), take()]).toEqual([
      '0 "credential";r=2;t=10',
      '0 "credential";r=1;t=10',
      '0 "credential";r=0;t=10',
    ]);
    now = 4_500;
    expect(take()).toBe('6 "credential";r=0;t=6');
    // Another has a count of its own.
    expect(take('ben')).toBe('0 "credential";r=2;t=10');
    now = 10_000;
    expect(take()).toBe('0 "credential";r=2;t=10');
  });
});

function identity(expiresAt = Infinity): Identity {
  return { kind: 'identity', principal: 'p', author: 'p', scopes: Scopes.parse('read:*'), expiresAt };
}

describe('secrets that are remembered', () => {
  it('are looked up once, also by many at a time; what is bad is looked up each time', async () => {
    let looks = 0;
    let result: Verified = identity();
    const secrets = new KnownSecrets(async () => {
      looks += 1;
      return result;
    }, 60_000);
    await Promise.all([secrets.verified('a'), secrets.verified('a')]);
    expect([await secrets.verified('a'), looks]).toEqual([result, 1]);
    result = { kind: 'bad', reason: '' };
    await secrets.verified('b');
    await secrets.verified('b');
    expect(looks).toBe(3);
  });

  it('are looked up again when their while is over, and forgotten when they are bad by then', async () => {
    let result: Verified = identity();
    const secrets = new KnownSecrets(async () => result, 0);
    expect((await secrets.verified('a')).kind).toBe('identity');
    result = { kind: 'bad', reason: '' };
    expect((await secrets.verified('a')).kind).toBe('bad');
  });

  it('expire in that while as at any other time', async () => {
    const secrets = new KnownSecrets(async () => identity(Date.now() + 30), 60_000);
    expect((await secrets.verified('a')).kind).toBe('identity');
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect((await secrets.verified('a')).kind).toBe('bad');
  });
});

describe('the names of a service that lets everybody in', () => {
  const hosts = new AllowedHosts(['store.example', '[2001:db8::1]']);
  const asked = (host: string | undefined, url = '/v1/collections') =>
    hosts.refuse({ headers: { host }, url } as unknown as IncomingMessage) === undefined;

  it.each([
    'localhost',
    'LocalHost:3000',
    '127.0.0.1',
    '127.9.9.9:1',
    '[::1]:3000',
    'STORE.example',
    '[2001:db8::1]:80',
    '',
  ])('%j is one', (host) => {
    expect([asked(host), asked(host)]).toEqual([true, true]);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.store.example',
    '10.0.0.1',
    '127.1',
    'x:3000',
  ])('%j is none', (host) => {
    expect([asked(host), asked(host)]).toEqual([false, false]);
    expect(asked(host, '/health/ready?x')).toBe(true);
  });

  it('none at all is nobody deceived', () => {
    expect(asked(undefined)).toBe(true);
  });
});

describe('the configuration of access', () => {
  const JWT = { AUTH: 'jwt', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a', JWT_JWKS: 'https://id.example/keys' };
  it.each([
    [{ HOST: '0.0.0.0' }, /HOST="0.0.0.0" is reachable.*ALLOW_ANONYMOUS/],
    [{ HOST: '127.0.0.1.evil.example' }, /HOST/],
    [{ AUTH: 'token', ALLOW_ANONYMOUS: 'true' }, /contradicts AUTH=token/],
    [{ AUTH: 'yes' }, /AUTH="yes" must be one of off, token, jwt/],
    [{ AUTH: 'jwt' }, /JWT_ISSUER must be set.*\nJWT_AUDIENCE must be set.*\nJWT_JWKS must be set/],
    [{ JWT_ISSUER: 'i' }, /JWT_ISSUER means nothing with AUTH=off/],
    [{ ...JWT, JWT_JWKS: 'http://id.example/keys' }, /JWT_JWKS.*https/],
    [{ ...JWT, JWT_JWKS: 'keys.json' }, /JWT_JWKS.*file:/],
    [{ RATE_LIMIT: '10/1' }, /RATE_LIMIT.*AUTH=off/],
    [{ AUTH: 'token', RATE_LIMIT: '10' }, /RATE_LIMIT="10" must be/],
    [{ AUTH: 'token', RATE_LIMIT: '0/1' }, /RATE_LIMIT="0\/1" must be/],
    [{ ALLOWED_HOSTS: 'http://x' }, /ALLOWED_HOSTS.*without scheme/],
  ])('%j is refused, and says why', (environment, message) => {
    const read = () => readConfig(environment);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(message);
  });

  it.each([
    { HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' },
    { HOST: '0.0.0.0', AUTH: 'token', RATE_LIMIT: '600/60' },
    { HOST: '::', ...JWT },
    { ...JWT, JWT_JWKS: 'http://127.0.0.1:1/keys' },
    { ...JWT, JWT_JWKS: 'file:keys.json' },
  ])('%j is taken', (environment) => {
    expect(() => readConfig(environment)).not.toThrow();
  });
});
