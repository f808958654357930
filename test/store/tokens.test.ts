import { type OpenTokens, openPostgresql, openSqlite, openTokens } from '../../src/storage/index.js';
import type { Milliseconds, TokenReader } from '../../src/store/index.js';
import { describeOnPostgresql, usePostgresql } from '../support/postgresql.js';
import { temporaryFolder } from '../support/storage-folder.js';

function at(time: number): Milliseconds {
  return time as Milliseconds;
}

function token(name: string, hash: string, createdAt = 1, expiresAt: number | null = null) {
  return {
    name,
    hash,
    scopes: 'read:*',
    createdAt: at(createdAt),
    expiresAt: expiresAt === null ? null : at(expiresAt),
  };
}

/** A command's view of the tokens, and that of a service beside it. */
interface Opened {
  readonly command: OpenTokens;
  readonly service: TokenReader;
  close(): Promise<void>;
}

function describeTokens(database: string, open: () => Promise<Opened>): void {
  describe(`access tokens on ${database}`, () => {
    let opened: Opened;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('are found by their hash as soon as they are made, and with all that is known of them', async () => {
      const made = token('ann', 'a1', 1_764_000_000_000, 1_764_000_000_001);
      expect(await opened.command.tokens.create(made)).toBe('created');
      expect(await opened.service.find('a1')).toEqual({ ...made, revokedAt: null });
      expect(await opened.service.find('a2')).toBeUndefined();
    });

    it('have one name each: a second is taken until the first is revoked or has expired, and then replaces it', async () => {
      const { tokens } = opened.command;
      expect(await tokens.create(token('ben', 'b1', 10, 20))).toBe('created');
      expect(await tokens.create(token('ben', 'b2', 19))).toBe('taken');
      expect(await tokens.create(token('ben', 'b3', 20))).toBe('created');
      expect(await tokens.create(token('ben', 'b4', 99))).toBe('taken');
      expect([await opened.service.find('b1'), (await opened.service.find('b3'))?.name]).toEqual([
        undefined,
        'ben',
      ]);
      const race = await Promise.all(['c1', 'c2', 'c3'].map((hash) => tokens.create(token('cara', hash))));
      expect(race.toSorted()).toEqual(['created', 'taken', 'taken']);
    });

    it('are revoked once, which everybody sees at once; the name may then be given anew', async () => {
      const { tokens } = opened.command;
      await tokens.create(token('dan', 'd1'));
      expect([await tokens.revoke('dan', at(7)), await tokens.revoke('dan', at(8))]).toEqual([
        'revoked',
        'absent',
      ]);
      expect((await opened.service.find('d1'))?.revokedAt).toBe(7);
      expect(await tokens.create(token('dan', 'd2'))).toBe('created');
      expect((await opened.service.find('d2'))?.revokedAt).toBeNull();
      expect((await tokens.list()).map(({ name }) => name)).toEqual(['ann', 'ben', 'cara', 'dan']);
    });
  });
}

const folder = temporaryFolder();

describeTokens('SQLite', async () => {
  const file = `${folder.path}/store.db`;
  const storage = await openSqlite({ file, mode: 'serve' });
  const command = await openTokens({ kind: 'sqlite', file });
  return {
    command,
    service: storage.tokens,
    async close() {
      await command.close();
      await storage.close();
    },
  };
});

describeOnPostgresql('with a server', () => {
  const postgresql = usePostgresql();
  describeTokens('PostgreSQL', async () => {
    const url = await postgresql.server.database();
    // The command comes first, and makes the tables.
    const command = await openTokens({ kind: 'postgresql', url });
    const storage = await openPostgresql({ url, mode: 'serve' });
    return {
      command,
      service: storage.tokens,
      async close() {
        await command.close();
        await storage.close();
      },
    };
  });
});
