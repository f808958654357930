import { COLLECTION_SCHEMAS } from './collection-schemas.js';
import { DOCUMENT_SCHEMAS } from './document-schemas.js';
import type { Schema } from './model.js';
import { PROBLEM_SCHEMAS } from './problem-schemas.js';

/** What the content of requests and answers looks like, by name. */
export const SCHEMAS: Readonly<Record<string, Schema>> = {
  ...DOCUMENT_SCHEMAS,
  ...COLLECTION_SCHEMAS,
  ...PROBLEM_SCHEMAS,
};
