import { acceptText, type JsonLimits } from './accept.js';
import type { JsonFault } from './json-fault.js';
import { jsonEquals } from './json-value.js';
import { applyMergePatch } from './merge-patch.js';
import { parseJson } from './parse.js';
import { serialiseJson } from './serialise.js';

/** What a patch made of a document. */
export type PatchedText =
  /** The same JSON value as before: there is nothing to store. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'patched'; readonly text: string }
  /** The result is no document that could be kept. */
  | { readonly kind: 'refused'; readonly fault: JsonFault };

/** Applies the merge patch `patch` (7396) to the document `before`; both are accepted JSON texts. */
export function patchText(before: string, patch: string, limits: JsonLimits): PatchedText {
  const document = parseJson(before);
  const patched = applyMergePatch(document, parseJson(patch));
  if (jsonEquals(document, patched)) return { kind: 'unchanged' };
  const result = acceptText(serialiseJson(patched), limits);
  return result.kind === 'refused' ? result : { kind: 'patched', text: result.text };
}
