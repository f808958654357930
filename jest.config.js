import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testEnvironment: './test/support/environment.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // What test files share, of which nothing stays behind: a server of PostgreSQL.
  globalSetup: '<rootDir>/test/support/run-begins.ts',
  globalTeardown: '<rootDir>/test/support/run-ends.ts',
  modulePathIgnorePatterns: ['<rootDir>/test/sdks/node_modules'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
        },
        module: { type: 'es6' },
      },
    ],
  },
  // Half of what tests do is to wait, for disks and other processes: on two cores three files run at a time.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  testTimeout: 90_000,
  // What all tests see of the service is judged by its OpenAPI documents in the end.
  reporters: ['default', '<rootDir>/test/openapi/evidence-reporter.mjs'],
};
