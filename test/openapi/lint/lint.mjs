import 'reflect-metadata';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generalDocument, typedDocument } from '../../../dist/openapi/documents.js';

// Both linters on all documents of the built service: the general ones, those of a typed collection, and those of one
// without a schema. Needs no network.

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '../../..');

/** A schema with most of what a document may hold. */
const COUNTRY = {
  title: 'A country',
  type: 'object',
  required: ['name', 'area'],
  properties: {
    name: { type: 'string', minLength: 1 },
    area: { type: 'number', exclusiveMinimum: 0 },
    capital: { type: ['string', 'null'] },
    borders: { type: 'array', items: { $ref: '#/$defs/code' }, uniqueItems: true },
    currency: { $ref: '#/$defs/currency' },
    parts: { type: 'array', items: { $ref: '#' } },
    location: {
      type: 'array',
      prefixItems: [{ type: 'number' }, { type: 'number' }],
      items: { type: 'string' },
    },
  },
  additionalProperties: false,
  $defs: {
    code: { type: 'string', pattern: '^[A-Z]{3}$' },
    currency: {
      oneOf: [{ const: null }, { type: 'object', properties: { code: { $ref: '#/$defs/code' } } }],
    },
  },
};

const folder = mkdtempSync(join(tmpdir(), 'etagere-openapi-'));
let failed = false;
try {
  const files = ['3.1', '3.0'].flatMap((dialect) => [
    write(`general-${dialect}`, generalDocument('/base', dialect)),
    write(`countries-${dialect}`, typedDocument('countries', COUNTRY, { basePath: '', dialect })),
    write(`notes-${dialect}`, typedDocument('notes', null, { basePath: '', dialect })),
  ]);
  run('redocly', ['lint', '--config', join(HERE, 'redocly.yaml'), ...files]);
  run('spectral', ['lint', '--ruleset', join(HERE, 'spectral.yaml'), '--fail-severity', 'hint', ...files]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

function write(name, document) {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(document));
  return file;
}

function run(command, args) {
  const { status } = spawnSync(join(ROOT, 'node_modules/.bin', command), args, {
    stdio: 'inherit',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
  failed ||= status !== 0;
}
