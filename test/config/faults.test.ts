import { ConfigError, misspeltSettings, readConfig } from '../../src/config/index.js';

/** What is said of a DATABASE_URL that cannot be used. */
function said(url: string): string {
  try {
    readConfig({ DATABASE_URL: url });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error(`${url} is taken`);
}

describe('a DATABASE_URL that cannot be used', () => {
  it.each([
    'postgresql://ann:s3cr3t@db:99999/etagere',
    'postgresql://ann:a@s3cr3t@db:99999/etagere',
    'postgresql://ann:a/s3cr3t@db:99999/etagere',
    'postgresql://ann:a:s3cr3t@db',
    'postgres:ann:s3cr3t@db/etagere',
    'mysql://ann:s3cr3t@db/etagere',
    'postgresql://db:99999/etagere?user=ann&password=s3cr3t&sslmode=require',
  ])('%s is named without what may be its password', (url) => {
    expect(said(url)).toMatch(/^DATABASE_URL="[^"]*\*\*\*/);
    expect(said(url)).not.toContain('s3cr3t');
  });

  it.each(['file:./etagere.db?connection_limit=1', 'file:etagere.db?mode=ro', 'file:///srv/etagere.db?x'])(
    '%s: no file is made that has its parameters in its name',
    (url) => {
      expect(said(url)).toMatch(
        /^DATABASE_URL="file:[^"]*" must be file:<path> without parameters: [^\n]*"\?"/,
      );
    },
  );
});

describe('a variable that is no setting', () => {
  it.each([
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_ULR', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['BODY_LIMITS', 'BODY_LIMIT'],
    ['log_level', 'LOG_LEVEL'],
    ['AUHT', 'AUTH'],
  ])('%s is taken for a slip in %s', (name, meant) => {
    expect(misspeltSettings({ [name]: 'x', LOG_LEVEL: 'info', PORT: '0' })).toEqual([{ name, meant }]);
  });

  it.each(['PATH', 'HOME', 'HOSTNAME', 'DATABASE_USER', 'NODE_OPTIONS', 'npm_config_loglevel', 'PWD', ''])(
    '%s belongs to somebody else',
    (name) => {
      expect(misspeltSettings({ [name]: 'x' })).toEqual([]);
    },
  );
});
