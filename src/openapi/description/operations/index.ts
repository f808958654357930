import type { Operation } from '../model.js';
import { ATTACHMENT_OPERATIONS, REVISION_OPERATIONS } from './below-documents.js';
import { CHANGE_OPERATIONS } from './changes-and-batch.js';
import { COLLECTIONS_OPERATIONS } from './collections.js';
import { DOCUMENT_EDITS } from './document-edits.js';
import { DOCUMENTS } from './documents.js';
import { HEALTH_AND_METRICS } from './health-and-metrics.js';
import { SERVICE_OPERATIONS } from './service.js';

/** Every operation of the service. A new route is one entry in one of these lists. */
export const OPERATIONS: readonly Operation[] = [
  ...DOCUMENTS,
  ...DOCUMENT_EDITS,
  ...REVISION_OPERATIONS,
  ...ATTACHMENT_OPERATIONS,
  ...CHANGE_OPERATIONS,
  ...COLLECTIONS_OPERATIONS,
  ...SERVICE_OPERATIONS,
  ...HEALTH_AND_METRICS,
];
