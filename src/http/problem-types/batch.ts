import type { ProblemType } from './problem-type.js';

/** What only a batch can be refused for; what its operations are refused for has the types of single writes. */
export const BATCH_PROBLEMS = {
  'misplaced-precondition': {
    status: 400,
    title: 'The precondition stands in front of a batch',
    meaning:
      'A batch has no state and no tag of its own. If-Match and If-None-Match say nothing about it, and to ignore them ' +
      'could lose an update.',
    recovery: 'Leave the field out, and give each operation its own "ifMatch" or "ifNoneMatch".',
  },
  'batch-too-long': {
    status: 413,
    title: 'The batch has too many operations',
    meaning: 'All operations of a batch are one transaction, so their number is limited. Nothing was done.',
    recovery: 'Send at most as many operations as "limit" says, in several batches if need be.',
  },
  'invalid-batch': {
    status: 422,
    title: 'The content is no batch',
    meaning:
      'A member is missing, unknown or of the wrong type, an operation does not go to a document or a list, or one ' +
      'document stands in two operations. Nothing was judged or done.',
    recovery: 'Correct each of the places that "errors" names; "pointer" leads into the content.',
  },
  'failed-dependency': {
    status: 424,
    title: 'Another operation of the batch failed',
    meaning: 'A batch is performed whole or not at all. There is nothing wrong with this operation.',
    recovery: 'Correct the operations with other problems, and send the whole batch again.',
  },
} as const satisfies Readonly<Record<string, ProblemType>>;
