import { parseArgs } from 'node:util';
import { mintToken, Scopes } from '../../access/index.js';
import { readConfig } from '../../config/index.js';
import { openTokens } from '../../storage/index.js';
import { type AccessToken, type Milliseconds, StoreRefusal, type TokenStore } from '../../store/index.js';
import { UsageError } from './usage.js';

const DAY = 86_400_000;
/** Days that a token is good for when nobody says. */
const USUAL_DAYS = '90';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

/** `token create|list|revoke`: the credentials of a service with AUTH=token. Runs beside it. */
export async function manageTokens(
  [verb, ...rest]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const act = readVerb(verb, rest);
  const opened = await openTokens(readConfig(environment).database);
  try {
    await act(opened.tokens, Date.now() as Milliseconds);
    return 0;
  } finally {
    await opened.close();
  }
}

type Act = (tokens: TokenStore, now: Milliseconds) => Promise<void>;

function readVerb(verb: string | undefined, rest: readonly string[]): Act {
  switch (verb) {
    case 'create':
      return readCreate(rest);
    case 'list':
      if (rest.length > 0) throw new UsageError('token list takes nothing more');
      return list;
    case 'revoke':
      return readRevoke(rest);
    case undefined:
    default:
      throw new UsageError('token must be followed by create, list or revoke');
  }
}

function readCreate(rest: readonly string[]): Act {
  const { values, positionals } = parse(rest);
  const [name = '', ...more] = positionals;
  if (!NAME.test(name) || more.length > 0) {
    throw new UsageError('token create needs one NAME, of up to 64 letters, digits, ".", "_", "@" and "-"');
  }
  const scopes = Scopes.parse(values.scope ?? '', (word) => {
    throw new UsageError(`${JSON.stringify(word)} is no scope: write read:books, write:* or admin:books`);
  });
  if (scopes.empty) throw new UsageError('token create needs --scope, such as --scope "read:* write:books"');
  const days = values['no-expiry'] ? null : readDays(values.days);
  return (tokens, now) => create(tokens, { name, scopes, days, now });
}

function readDays(text = USUAL_DAYS): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days < 1) throw new UsageError('--days must be a whole number from 1 to 9999');
  return days;
}

function readRevoke([name, ...more]: readonly string[]): Act {
  if (name === undefined || more.length > 0) throw new UsageError('token revoke needs one NAME');
  return async (tokens, now) => {
    if ((await tokens.revoke(name, now)) === 'absent') {
      throw new StoreRefusal(`there is no token "${name}" that could be revoked`);
    }
    process.stderr.write(`${name} is revoked: within a second every process refuses it\n`);
  };
}

interface Wanted {
  readonly name: string;
  readonly scopes: Scopes;
  readonly days: number | null;
  readonly now: Milliseconds;
}

/** The token alone goes to standard output, so that a script can take it from there. */
async function create(tokens: TokenStore, { name, scopes, days, now }: Wanted): Promise<void> {
  const { text, hash } = mintToken();
  const expiresAt = days === null ? null : ((now + days * DAY) as Milliseconds);
  const result = await tokens.create({ name, hash, scopes: scopes.toString(), createdAt: now, expiresAt });
  if (result === 'taken') {
    throw new StoreRefusal(`there is a token "${name}" already: revoke it first, or choose another name`);
  }
  process.stdout.write(`${text}\n`);
  process.stderr.write(
    `${name} has ${scopes.toString()}; ${expiryOf(expiresAt)}. The token is shown this once and kept nowhere.\n`,
  );
}

async function list(tokens: TokenStore, now: Milliseconds): Promise<void> {
  const rows = (await tokens.list()).map((token) => [token.name, token.scopes, stateOf(token, now)]);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    process.stdout.write(`${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`);
  }
}

function stateOf({ expiresAt, revokedAt }: AccessToken, now: Milliseconds): string {
  if (revokedAt !== null) return `revoked ${timestamp(revokedAt)}`;
  return expiresAt !== null && expiresAt <= now ? `expired ${timestamp(expiresAt)}` : expiryOf(expiresAt);
}

function expiryOf(expiresAt: Milliseconds | null): string {
  return expiresAt === null ? 'never expires' : `expires ${timestamp(expiresAt)}`;
}

function timestamp(time: Milliseconds): string {
  return new Date(time).toISOString();
}

function parse(rest: readonly string[]) {
  try {
    return parseArgs({
      args: [...rest],
      allowPositionals: true,
      options: {
        scope: { type: 'string' },
        days: { type: 'string' },
        'no-expiry': { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
