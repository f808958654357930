import type { Operation } from '../model.js';
import { ATTACHMENT_OPERATIONS, REVISION_OPERATIONS } from './below-documents.js';
import { COLLECTIONS_OPERATIONS } from './collections.js';
import { DOCUMENTS } from './documents.js';
import { CHANGE_OPERATIONS, SERVICE_OPERATIONS } from './service.js';

/** Every operation of the service. A new route is one entry in one of these lists. */
export const OPERATIONS: readonly Operation[] = [
  ...DOCUMENTS,
  ...REVISION_OPERATIONS,
  ...ATTACHMENT_OPERATIONS,
  ...CHANGE_OPERATIONS,
  ...COLLECTIONS_OPERATIONS,
  ...SERVICE_OPERATIONS,
];
