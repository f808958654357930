import { jest } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../src/operations/commands/run-command.js';
import { StoreRefusal } from '../../src/store/index.js';
import { temporaryFolder } from '../support/storage-folder.js';
import { startService, type TestService } from '../support/service.js';
import { Client } from '../support/client.js';
import { bearing } from '../access/support.js';

const folder = temporaryFolder();

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

/** Runs `token …` in this process on a database of this file. */
async function token(file: string, ...rest: readonly string[]): Promise<Ran> {
  const texts = { out: '', said: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((piece) => {
      texts[stream === 'stdout' ? 'out' : 'said'] += String(piece);
      return true;
    }),
  );
  try {
    return { code: await runCommand('token', rest, { DATABASE_URL: `file:${file}` }), ...texts };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('token', () => {
  let service: TestService | undefined;
  afterAll(async () => service?.stop());

  it('makes the first token before the first start; the service then lets its bearer in, and later ones at once', async () => {
    const file = join(folder.path, 'new', 'store.db');
    const made = await token(file, 'create', 'ann', '--scope', 'admin:books  read:*', '--days', '7');
    expect(existsSync(file)).toBe(true);
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^etg_[\w-]{43}\n$/)]);
    expect(made.said).toMatch(
      /^ann has admin:books read:\*; expires \d{4}-.*Z\. The token is shown this once/,
    );
    service = await startService({ AUTH: 'token', DATABASE_URL: `file:${file}` });
    const client = new Client(service.url);
    const uri = '/v1/collections/books';
    const ask = async (secret: string) => (await client.get(uri, bearing(secret))).status;
    expect(await ask(made.out.trim())).toBe(404);
    const { out } = await token(file, 'create', 'ben', '--scope', 'read:books', '--no-expiry');
    expect([await ask(out.trim()), await ask(`etg_${'A'.repeat(43)}`)]).toEqual([404, 401]);
    const listed = await token(file, 'list');
    expect(listed.out).toMatch(/^ann +admin:books read:\* +expires 2.*Z\nben +read:books +never expires\n$/);
    expect(listed.out).not.toContain('etg_');
    expect((await token(file, 'revoke', 'ben')).code).toBe(0);
    expect((await token(file, 'list')).out).toMatch(/\nben +read:books +revoked 2.*Z\n$/);
    client.close();
  });

  it('keeps a name to one token until that is revoked; what is not there cannot be', async () => {
    const file = join(folder.path, 'names.db');
    const scope = ['--scope', 'read:*'];
    await token(file, 'create', 'ann', ...scope);
    await expect(token(file, 'create', 'ann', ...scope)).rejects.toThrow(
      new StoreRefusal('there is a token "ann" already: revoke it first, or choose another name'),
    );
    await token(file, 'revoke', 'ann');
    await expect(token(file, 'revoke', 'ann')).rejects.toThrow(StoreRefusal);
    await expect(token(file, 'revoke', 'nobody')).rejects.toThrow('there is no token "nobody"');
    expect((await token(file, 'create', 'ann', ...scope)).code).toBe(0);
  });

  it.each([
    [[], 'token must be followed by create, list or revoke'],
    [['make'], 'token must be followed by create, list or revoke'],
    [['create', '--scope', 'read:*'], 'token create needs one NAME'],
    [['create', 'a b', '--scope', 'read:*'], 'token create needs one NAME'],
    [['create', 'a', 'b', '--scope', 'read:*'], 'token create needs one NAME'],
    [['create', 'a'], 'token create needs --scope'],
    [['create', 'a', '--scope', 'read'], '"read" is no scope'],
    [['create', 'a', '--scope', 'read:*, write:b'], '"read:*," is no scope'],
    [['create', 'a', '--scope', 'read:*', '--days', '0'], '--days must be a whole number'],
    [['create', 'a', '--scope', 'read:*', '--forever'], "Unknown option '--forever'"],
    [['list', 'a'], 'token list takes nothing more'],
    [['revoke'], 'token revoke needs one NAME'],
  ])('%j is told how to be written: exit code 2', async (rest, message) => {
    const file = join(folder.path, 'usage.db');
    const { code, said } = await token(file, ...rest);
    expect([code, said]).toEqual([2, expect.stringContaining(`etagere: ${message}`)]);
    expect(existsSync(file)).toBe(false);
  });
});
