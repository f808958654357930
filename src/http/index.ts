// The glue to HTTP and Nest: parsing in, rendering out. Knows nothing of the store; imports conditional/ and
// representation/ only.
export { formatCursor, readCursor } from './cursor.js';
export { CodedCache } from './coded-cache.js';
export { Cors } from './cors.js';
export { EtagereAdapter } from './express-adapter.js';
export { Request } from './incoming.decorator.js';
export { Incoming } from './incoming.js';
export { currentState, selectedState, validatorsOf, writeTarget } from './item-state.js';
export { refuseBytesEnvelope } from './bytes-content.js';
export {
  type ContentLimits,
  readJson,
  refuseContent,
  refuseEnvelope,
  refuseUnfinished,
  tooLarge,
} from './json-content.js';
export type { ContentResult } from './content.js';
export { type Observe, routeOf } from './observe.js';
export { NamePipe, refuseEncoding, refuseName } from './name.pipe.js';
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
export { type Piece, pieceOf, piecesContent } from './pieces.js';
export { Paths } from './paths.js';
export {
  judgeRead,
  judgeWrite,
  refuseMalformed,
  type Selected,
  type WritePolicy,
  type WriteTarget,
} from './preconditions.js';
export { PATCH_TYPES, patchFormat, refusePatch } from './patch.js';
export { ProblemFilter, type ProblemSources } from './problem.filter.js';
export { ProblemsController } from './problems.controller.js';
export { RootController } from './root.controller.js';
export {
  readLimit,
  readQuery,
  refuseFields,
  refuseParameter,
  refuseParameters,
  refuseWriteFields,
} from './query.js';
export { describeProblem, type Problem, PROBLEMS, type ProblemSlug } from './problems.js';
export { Routes } from './routes.js';
export { CoarseClock, type TimeSource } from './coarse-clock.js';
export { type StreamedItem, streamItems } from './item-stream.js';
export { LongPoll } from './long-poll.js';
export type { Awakening, Place, Share } from './waiting-place.js';
export { WakeUps } from './wake-ups.js';
export { AllowedHosts } from './allowed-hosts.js';
export type { Authorize, Caller, Grant, Need, Refused, Right } from './authorize.js';
export { needOf } from './need.js';
export { Attempts, once, type Plan } from './attempt.js';
export { type Take } from './receive.js';
export { ANSWER_RECORDS, type AnswerRecords, type Remembrance, wholeContent } from './idempotency.js';
export { securityOf } from './security.js';
export type { Shortcut } from './shortcut.js';
export { ServiceOptions } from './service-options.js';
export { type Preferences } from './prefer.js';
export { type Written, written } from './written.js';
export { statusOf } from './status.js';
export { pathOf, requestedPath } from './target.js';
export { mediaTypeOf, type WriteRequest } from './write-request.js';
export { refuseNotAcceptable } from './not-acceptable.js';
