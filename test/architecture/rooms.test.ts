import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forbiddenImports, importsOf, type Rules } from './rules.js';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** The rooms that each room may import. Whoever needs another arrow changes this table, and says why. */
const ROOMS: Rules['rooms'] = {
  // What runs at its users' shares nothing with the service but HTTP.
  client: [],
  conditional: [],
  json: [],
  store: [],
  config: [],
  representation: ['conditional', 'json'],
  // An index and a filter must read documents alike, so both use json/.
  storage: ['store', 'config', 'json'],
  http: ['conditional', 'representation'],
  documents: ['conditional', 'json', 'representation', 'store', 'http'],
  collections: ['conditional', 'json', 'representation', 'store', 'http'],
  // The services of documents judge its operations: one implementation of each rule.
  batch: ['conditional', 'json', 'representation', 'store', 'http', 'documents'],
  changes: ['conditional', 'json', 'representation', 'store', 'http'],
  attachments: ['conditional', 'json', 'representation', 'store', 'http'],
  // Whether a collection is there, its own room decides.
  openapi: ['conditional', 'json', 'representation', 'store', 'http', 'collections'],
  access: ['store', 'http'],
  // The command that makes tokens makes them as access/ reads them.
  operations: ['config', 'json', 'representation', 'store', 'storage', 'http', 'access'],
  // The files of src/ itself wire the rooms together.
  '': [
    'config',
    'http',
    'documents',
    'collections',
    'attachments',
    'batch',
    'changes',
    'access',
    'openapi',
    'operations',
    'storage',
    'store',
  ],
};

/** Packages that only some rooms may know. */
const PACKAGES: Rules['packages'] = [
  {
    pattern: /^@nestjs\//,
    rooms: [
      'http',
      'documents',
      'collections',
      'attachments',
      'batch',
      'changes',
      'openapi',
      'operations',
      '',
    ],
  },
  { pattern: /^(@prisma\/|(better-sqlite3|pg)$)/, rooms: ['storage'] },
  { pattern: /^(express|content-type)$/, rooms: ['http', 'representation'] },
  { pattern: /^content-disposition$/, rooms: ['attachments'] },
  { pattern: /^node:(http|net)$/, rooms: ['http', 'operations', 'config', ''] },
  // Pure rooms may use what has no effect.
  { pattern: /^csv-stringify(\/|$)/, rooms: ['representation'] },
  { pattern: /^(ajv|ajv-formats|re2js)(\/|$)/, rooms: ['json'] },
  { pattern: /^node-diff3$/, rooms: ['json'] },
  { pattern: /^prom-client$/, rooms: ['operations'] },
  { pattern: /^jose$/, rooms: ['access'] },
  { pattern: /^node:(zlib|stream)$/, rooms: ['representation', 'http', 'operations'] },
  {
    pattern: /^node:(?!buffer$)/,
    rooms: [
      'http',
      'storage',
      'documents',
      'collections',
      'attachments',
      'access',
      'openapi',
      'operations',
      'config',
      '',
    ],
  },
];

function sourceFiles(folder = SRC): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${sep}generated${sep}`));
}

describe('the rooms of src and the arrows between them', () => {
  const rules: Rules = { rooms: ROOMS, packages: PACKAGES };
  const files = sourceFiles().map((file) => ({
    path: relative(SRC, file),
    imports: importsOf(readFileSync(file, 'utf8')).map((name) =>
      name.startsWith('.') ? relative(SRC, resolve(dirname(file), name)) : name,
    ),
  }));

  it('every file lies in a room that the table knows', () => {
    const rooms = new Set(files.map(({ path }) => (path.includes(sep) ? (path.split(sep)[0] ?? '') : '')));
    expect([...rooms].toSorted()).toEqual(Object.keys(ROOMS).toSorted());
  });

  it('no file imports what its room must not know', () => {
    expect(files.flatMap((file) => forbiddenImports(file, rules))).toEqual([]);
  });

  it.each([
    ['a pure room that imports the framework', 'json/a.ts', ['@nestjs/common']],
    ['a feature that imports the adapter', 'documents/a.ts', ['storage/index.js']],
    ['a feature that imports another feature', 'documents/a.ts', ['collections/index.js']],
    ['a batch that reaches past the front door of documents', 'batch/a.ts', ['documents/put-documents.js']],
    ['a feature that imports a batch', 'documents/a.ts', ['batch/index.js']],
    ['a reach past the front door of a room', 'documents/a.ts', ['store/units.js']],
    ['the client that imports anything', 'client/a.ts', ['conditional/index.js']],
    ['the port that imports anything', 'store/a.ts', ['conditional/index.js']],
    ['the HTTP glue that imports the store', 'http/a.ts', ['store/index.js']],
    ['a feature that imports Prisma', 'collections/a.ts', ['@prisma/client']],
  ])('%s is found: the test can fail', (_, path, imports) => {
    expect(forbiddenImports({ path, imports }, rules)).toHaveLength(1);
  });

  it('no source file is longer than 200 lines', () => {
    const long = sourceFiles().filter((file) => readFileSync(file, 'utf8').split('\n').length > 201);
    expect(long.map((file) => relative(SRC, file))).toEqual([]);
  });
});
