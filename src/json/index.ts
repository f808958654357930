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
export type { JsonPointer } from './json-pointer.js';
export { arrayIndex, formatPointer, parsePointer, resolvePointer } from './json-pointer.js';
export type { JsonPatch, MalformedPatch, PatchOperation } from './json-patch.js';
export { parseJsonPatch } from './json-patch.js';
export { applyJsonPatch, type UnappliedPatch } from './apply-json-patch.js';
export { type MergedText, type PatchedText, type PatchFormat, patchText } from './patch-text.js';
export {
  compareCodePoints,
  compareTyped,
  memberAt,
  RANK,
  type TypedValue,
  typedValue,
} from './typed-value.js';
export { changedPointers } from './changed-pointers.js';
export { type MergeConflict, type MergedValue, mergeValues } from './three-way-merge.js';
export { type MergedDocument, mergeDocuments } from './merge-documents.js';
export { compileSchema, type DocumentSchema } from './schema/compile.js';
export type { SchemaFault } from './schema/evaluation.js';
