// The glue to HTTP and Nest: parsing in, rendering out. Knows nothing of the store; imports conditional/ and
// representation/ only.
export { formatCursor, readCursor } from './cursor.js';
export { Cors } from './cors.js';
export { EtagereAdapter } from './express-adapter.js';
export { Request } from './incoming.decorator.js';
export { Incoming } from './incoming.js';
export { currentState, selectedState, validatorsOf, writeTarget } from './item-state.js';
export { refuseBytesEnvelope } from './bytes-content.js';
export { readJson, refuseContent, refuseEnvelope, refuseUnfinished, tooLarge } from './json-content.js';
export { NamePipe } from './name.pipe.js';
export {
  type Content,
  type Fields,
  jsonContent,
  type KeptBytes,
  type KeptText,
  type Outcome,
  refuse,
  RefusedException,
  revisionContent,
  type Refusal,
  type Validators,
} from './outcome.js';
export { Paths } from './paths.js';
export {
  judgeRead,
  judgeWrite,
  refuseMalformed,
  type WritePolicy,
  type WriteTarget,
} from './preconditions.js';
export { PATCH_TYPES, patchFormat, refusePatch } from './patch.js';
export { ProblemFilter, type ProblemSources } from './problem.filter.js';
export { ProblemsController } from './problems.controller.js';
export { readLimit, readQuery, refuseFields, refuseParameter, refuseWriteFields } from './query.js';
export { Routes } from './routes.js';
export { Attempts, once, type Plan } from './attempt.js';
export { type Take } from './receive.js';
export { ANSWER_RECORDS, type AnswerRecords, type Remembrance } from './idempotency.js';
export { ServiceOptions } from './service-options.js';
export { type Preferences } from './prefer.js';
export { type Written, written } from './written.js';
export { refuseNotAcceptable } from './not-acceptable.js';
