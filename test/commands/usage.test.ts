import { benches } from './bench.js';

const newBench = benches();

describe('a command line that cannot be used', () => {
  it.each([
    ['an unknown command', ['mend'], 'there is no command "mend"'],
    [
      'import without a collection',
      ['import', 'FILE'],
      'import needs --collection and the name of a collection',
    ],
    ['import into an illegal name', ['import', '--collection', 'No', 'FILE'], 'import needs --collection'],
    ['import without a file', ['import', '--collection', 'c'], 'import needs one FILE'],
    ['import of two files', ['import', '--collection', 'c', 'FILE', 'FILE'], 'import needs one FILE'],
    ['import of a missing file', ['import', '--collection', 'c', '/none'], '/none cannot be read'],
    ['import of a folder', ['import', '--collection', 'c', '/'], '/ cannot be read'],
    [
      'import with --id and --items',
      ['import', '--collection', 'c', '--id', 'a', '--items', 'FILE'],
      '--id and --items exclude each other',
    ],
    [
      'import with an unknown option',
      ['import', '--collections', 'c', 'FILE'],
      "Unknown option '--collections'",
    ],
    ['import with --id at the end', ['import', '--collection', 'c', 'FILE', '--id'], "Option '--id <value>'"],
    ['export without a collection', ['export'], 'export needs --collection and the name of a collection'],
    [
      'export to two files',
      ['export', '--collection', 'c', 'FILE', 'FILE'],
      'export takes one FILE at the most',
    ],
    ['export with an unknown option', ['export', '--items'], "Unknown option '--items'"],
  ])('%s: exit code 2, the reason, then the usage', async (_, [command = '', ...rest], reason) => {
    const bench = newBench();
    const file = await bench.file('input', '');
    const { code, said } = await bench.run(
      command,
      rest.map((argument) => (argument === 'FILE' ? file : argument)),
    );
    expect(code).toBe(2);
    expect(said[0]).toMatch(/^etagere: /);
    expect(said[0]).toContain(reason);
    expect(said.slice(1).find((line) => line !== '')).toMatch(/^Usage: node dist\/main\.js/);
  });
});
