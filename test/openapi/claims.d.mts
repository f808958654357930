import type { ANY_REQUEST } from '../../src/openapi/description/access.js';
import type { GENERAL_FIELDS } from '../../src/openapi/description/general-fields.js';
import type { problemOf } from '../../src/openapi/description/refusals.js';
import type { generalDocument } from '../../src/openapi/documents.js';
import type { Claims } from './judge.mjs';

/** What claims are made of. */
export interface Description {
  readonly ANY_REQUEST: typeof ANY_REQUEST;
  readonly GENERAL_FIELDS: typeof GENERAL_FIELDS;
  readonly problemOf: typeof problemOf;
  readonly generalDocument: typeof generalDocument;
}

export const DESCRIPTION_MODULES: readonly string[];

export function claimsOf(description: Description): readonly Claims[];
