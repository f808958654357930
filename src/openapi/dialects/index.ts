import type { Dialect } from '../description/assemble.js';
import type { JsonRecord } from '../description/model.js';
import { withAnyValueNamed } from './any-value.js';
import { lowered } from './lower.js';

/** The versions of OpenAPI that documents are written in. */
export const DIALECTS = {
  /** Its schemas are JSON Schema 2020-12. */
  '3.1': { version: '3.1.0', schema: (schema) => schema as JsonRecord },
  /** Its schemas are an older dialect with fewer keywords. */
  '3.0': { version: '3.0.3', schema: (schema) => withAnyValueNamed(lowered(schema)) as JsonRecord },
} as const satisfies Readonly<Record<string, Dialect>>;

/** A version of OpenAPI. */
export type DialectName = keyof typeof DIALECTS;
