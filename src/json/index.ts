// JSON without surprises: what a document may be (I-JSON), and pure functions on JSON values.
// Must not import anything of ours outside this folder, nor any framework.
export type { JsonObject, JsonValue } from './json-value.js';
export { isJsonObject, jsonEquals } from './json-value.js';
export type { JsonFault, JsonFaultKind, JsonLimits } from './json-fault.js';
export type { Accepted, Refused } from './accept.js';
export { acceptDocument, acceptText, acceptValue } from './accept.js';
export { parseJson } from './parse.js';
export { applyMergePatch } from './merge-patch.js';
export { serialiseJson } from './serialise.js';
export { patchText, type PatchedText } from './patch-text.js';
export {
  compareCodePoints,
  compareTyped,
  memberAt,
  RANK,
  type TypedValue,
  typedValue,
} from './typed-value.js';
export { changedPointers } from './changed-pointers.js';
