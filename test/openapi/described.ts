import type * as Access from '../../src/openapi/description/access.js';
import type * as General from '../../src/openapi/description/general-fields.js';
import type * as Headers from '../../src/openapi/description/headers.js';
import type * as Operations from '../../src/openapi/description/operations/index.js';
import type * as Refusals from '../../src/openapi/description/refusals.js';
import type * as Documents from '../../src/openapi/documents.js';
import { claimsOf, DESCRIPTION_MODULES } from './claims.mjs';

type Described = typeof Access &
  typeof General &
  typeof Headers &
  typeof Operations &
  typeof Refusals &
  typeof Documents;

/** The description of the service as it was built, like the service that tests start. */
export const DESCRIBED = Object.assign(
  {},
  ...((await Promise.all(DESCRIPTION_MODULES.map(importBuilt))) as object[]),
) as Described;

/** What it claims, in both versions of OpenAPI. */
export const CLAIMS = claimsOf(DESCRIBED);
