import { allowedHosts, jwtAudience, jwtIssuer, jwtKeys, rateLimit } from './access-settings.js';
import { contradictions } from './contradictions.js';
import { findMisspelt, type Misspelt } from './misspelt.js';
import { basePath, bytes, choice, corsOrigins, database, host, integer, type Setting } from './settings.js';

const SETTINGS = {
  host,
  port: integer('PORT', '3000', 0, 65535, 'port to listen on; 0 picks a free one'),
  database,
  databaseConnections: integer(
    'DATABASE_CONNECTIONS',
    '10',
    2,
    1000,
    'connections to a PostgreSQL server, besides one that listens',
  ),
  auth: choice('AUTH', ['off', 'token', 'jwt'], 'access control'),
  allowAnonymous: choice(
    'ALLOW_ANONYMOUS',
    ['false', 'true'],
    'serve beyond loopback without access control',
  ),
  allowedHosts,
  jwtIssuer,
  jwtAudience,
  jwtKeys,
  rateLimit,
  basePath,
  corsOrigins,
  bodyLimit: bytes('BODY_LIMIT', '1MiB', 'largest document in bytes'),
  attachmentLimit: bytes('ATTACHMENT_LIMIT', '64MiB', 'largest attachment in bytes'),
  batchLimit: bytes('BATCH_LIMIT', '8MiB', 'largest batch in bytes'),
  depthLimit: integer('DEPTH_LIMIT', '128', 1, 500, 'levels of nesting in a document'),
  headerLimit: integer(
    'HEADER_LIMIT',
    '16384',
    1024,
    1024 ** 2,
    'bytes of request line and header fields together',
  ),
  drainLimit: bytes(
    'DRAIN_LIMIT',
    '64MiB',
    'refused content that is read on, so that its client gets the answer',
  ),
  connectionLimit: integer(
    'CONNECTION_LIMIT',
    '2000',
    1,
    1_000_000,
    'connections at a time; one more gets 503',
  ),
  headerTimeout: integer('HEADER_TIMEOUT', '15', 1, 3600, 'seconds for the header section to arrive'),
  requestTimeout: integer('REQUEST_TIMEOUT', '300', 1, 86_400, 'seconds for a whole request to arrive'),
  idleTimeout: integer(
    'IDLE_TIMEOUT',
    '30',
    1,
    3600,
    'seconds that content may stand still, or an answer go unread',
  ),
  keepAliveTimeout: integer(
    'KEEP_ALIVE_TIMEOUT',
    '5',
    1,
    3600,
    'seconds that a connection is kept for its next request',
  ),
  weakIfMatch: choice(
    'WEAK_IF_MATCH',
    ['refuse', 'accept'],
    'whether If-Match takes weak tags, for a proxy that weakens ours',
  ),
  idempotencyTtl: integer(
    'IDEMPOTENCY_TTL',
    '86400',
    1,
    100_000_000,
    'seconds for which a request under an Idempotency-Key is remembered',
  ),
  shutdownGrace: integer('SHUTDOWN_GRACE', '10', 0, 3600, 'seconds that requests get to finish on SIGTERM'),
  writeQueueLimit: integer(
    'WRITE_QUEUE_LIMIT',
    '10000',
    1,
    1_000_000,
    'writes that may wait; one more gets 503',
  ),
  eventLoopLimit: integer(
    'EVENT_LOOP_LIMIT',
    '2000',
    0,
    60_000,
    'milliseconds that the event loop may be late on average before work is turned away with 503; 0 for no limit',
  ),
  logLevel: choice(
    'LOG_LEVEL',
    ['info', 'debug', 'warn', 'error', 'silent'],
    'least severity that is logged',
  ),
  logRequests: choice('LOG_REQUESTS', ['off', 'on'], 'whether each request is logged, at level info'),
  trustProxy: integer(
    'TRUST_PROXY',
    '0',
    0,
    10,
    'proxies in front, whose X-Forwarded-For tells who sent a request; 0 believes nobody',
  ),
  serverTiming: choice(
    'SERVER_TIMING',
    ['off', 'on'],
    'whether answers tell how long they took, for development',
  ),
} as const;

type Values = {
  readonly [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never;
};

/** The configuration of one process: read once at start, never changed. */
export type Config = Values;

/** Something in the environment cannot be used: one sentence for each fault. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
  }
}

/** Reads the configuration from `environment`. Throws a ConfigError that lists every fault, not only the first. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const text = environment[setting.name] ?? setting.fallback;
    const result = setting.parse(text);
    if ('fault' in result)
      faults.push(`${setting.name}=${JSON.stringify(withoutPassword(text))} ${result.fault}`);
    else values[key] = result.value;
  }
  if (faults.length > 0) throw new ConfigError(faults);
  const config = Object.freeze(values) as Config;
  const contradicted = contradictions(config);
  if (contradicted.length > 0) throw new ConfigError(contradicted);
  return config;
}

/** The variables of `environment` that nobody reads, but that look as if a setting was meant. */
export function misspeltSettings(
  environment: Readonly<Record<string, string | undefined>>,
): readonly Misspelt[] {
  return findMisspelt(
    environment,
    Object.values<Setting<unknown>>(SETTINGS).map(({ name }) => name),
  );
}

/** Every setting with its meaning and fallback, one line each, for `--help`. */
export function describeSettings(): string {
  const rows = Object.values<Setting<unknown>>(SETTINGS).map(({ name, fallback, help }) => {
    return [name, `${help}; default ${fallback === '' ? 'empty' : fallback}`] as const;
  });
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`).join('\n');
}

/** A URL is shown without the password in it, which may hold an "@" or a "/" that nobody encoded: faults go to logs. */
function withoutPassword(text: string): string {
  return text
    .replace(/^([a-z+]+:(?:\/\/)?[^:@/]*):.*@/is, '$1:***@')
    .replaceAll(/(password=)[^&]*/gi, '$1***');
}
