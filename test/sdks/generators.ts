import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manner } from './drivers/sight.js';

/** A generator of clients, as its users call it. */
export interface Generator {
  /** Its name, and that of the folder with its driver. */
  readonly name: string;
  /** The package that it is in. */
  readonly package: string;
  /** The version of OpenAPI that it reads. */
  readonly dialect: '3.0' | '3.1';
  /** The `node_modules` that it is in. */
  readonly modules: string;
  /** A command of those modules with its arguments: reads `openapi.json` of the folder it runs in, and writes into `sdk`. */
  readonly command: string;
  /** Whether it runs on Java. */
  readonly java?: true;
  /** What a 304 and a 412 become. */
  readonly refusals: Manner;
  /** What it calls a merge patch. */
  readonly patchType: string;
}

const ROOT = fileURLToPath(new URL('../../node_modules', import.meta.url));
const OWN = fileURLToPath(new URL('node_modules', import.meta.url));

const MERGE_PATCH = 'application/merge-patch+json';

/** The generators that come with the development dependencies of the service. */
const INSTALLED: readonly Generator[] = [
  {
    name: 'openapi-typescript',
    package: 'openapi-typescript',
    dialect: '3.1',
    modules: ROOT,
    command: '.bin/openapi-typescript openapi.json -o sdk/schema.ts',
    refusals: 'returned',
    patchType: MERGE_PATCH,
  },
  {
    name: 'hey-api',
    package: '@hey-api/openapi-ts',
    dialect: '3.1',
    modules: ROOT,
    command: '.bin/openapi-ts -i ./openapi.json -o ./sdk --no-log-file',
    refusals: 'returned',
    patchType: MERGE_PATCH,
  },
  {
    name: 'openapi-generator',
    package: '@openapitools/openapi-generator-cli',
    dialect: '3.0',
    modules: ROOT,
    command:
      '@openapitools/openapi-generator-cli/bin/openapi-generator.jar generate -g typescript-fetch ' +
      '-i openapi.json -o sdk --additional-properties=typescriptThreePlus=true',
    java: true,
    refusals: 'thrown',
    patchType: MERGE_PATCH,
  },
];

/** Those that `npm run test:sdks` installs beside this file. */
const FURTHER: readonly Generator[] = [
  {
    name: 'oazapfts',
    package: 'oazapfts',
    dialect: '3.1',
    modules: OWN,
    command: '.bin/oazapfts openapi.json sdk/client.ts',
    refusals: 'returned',
    patchType: 'application/json',
  },
  {
    name: 'orval',
    package: 'orval',
    dialect: '3.1',
    modules: OWN,
    command: '.bin/orval -c ./orval.config.cjs',
    refusals: 'returned',
    patchType: MERGE_PATCH,
  },
  {
    name: 'kubb',
    package: '@kubb/cli',
    dialect: '3.1',
    modules: OWN,
    command: '.bin/kubb generate -c kubb.config.mjs',
    refusals: 'returned',
    patchType: MERGE_PATCH,
  },
  {
    name: 'swagger-typescript-api',
    package: 'swagger-typescript-api',
    dialect: '3.1',
    modules: OWN,
    command: '.bin/swagger-typescript-api generate -p openapi.json -o sdk -n api.ts -r --silent',
    refusals: 'thrown',
    patchType: 'application/json',
  },
];

/** Whether all generators are asked for. */
export const everyGenerator = process.env['SDKS'] === 'all';

export const ALL_GENERATORS: readonly Generator[] = [...INSTALLED, ...FURTHER];

/** The generators of this run. */
export const GENERATORS = everyGenerator ? ALL_GENERATORS : INSTALLED;

/** Why the generator on Java is left out; empty when it is not. */
export const withoutJava =
  process.env['REQUIRE_JAVA'] === '1' || spawnSync(java(), ['-version']).status === 0
    ? ''
    : 'skipped: there is no Java here; name one in JAVA, or install it';

/** The program that runs the generator, and its arguments. */
export function commandOf({ modules, command, ...generator }: Generator): {
  readonly program: string;
  readonly args: readonly string[];
} {
  const [program = '', ...args] = command.split(' ');
  const path = join(modules, program);
  // For a run of two seconds the JVM need not compile much.
  const jvm = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-jar', path];
  return generator.java ? { program: java(), args: [...jvm, ...args] } : { program: path, args };
}

function java(): string {
  return process.env['JAVA'] ?? 'java';
}
