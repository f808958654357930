import { acceptText, type JsonLimits } from './accept.js';
import { applyJsonPatch, type UnappliedPatch } from './apply-json-patch.js';
import type { JsonFault } from './json-fault.js';
import { type MalformedPatch, parseJsonPatch } from './json-patch.js';
import { jsonEquals, type JsonValue } from './json-value.js';
import { applyMergePatch } from './merge-patch.js';
import { parseJson } from './parse.js';
import { serialiseJson } from './serialise.js';

/** How a patch is written: merge patch (7396) or JSON Patch (6902). */
export type PatchFormat = 'merge-patch' | 'json-patch';

/** What a merge patch, which always applies, made of a document. */
export type MergedText =
  /** The same JSON value as before: there is nothing to store. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'patched'; readonly text: string }
  /** The result is no document that could be kept. */
  | { readonly kind: 'refused'; readonly fault: JsonFault };

/**
 * What a patch made of a document. `malformed`: the text is no JSON Patch, and `pointer` leads into the patch
 * (400). `conflict` (409) and `invalid` (422): it cannot be applied, and `pointer` leads into the document.
 */
export type PatchedText = MergedText | MalformedPatch | UnappliedPatch;

/**
 * Applies `patch` to the document `before`; both are accepted JSON texts. What a JSON Patch copies is bounded
 * by twice the limit on size.
 */
export function patchText(before: string, patch: string, limits: JsonLimits): MergedText;
export function patchText(
  before: string,
  patch: string,
  limits: JsonLimits,
  format: PatchFormat,
): PatchedText;
export function patchText(
  before: string,
  patch: string,
  limits: JsonLimits,
  format: PatchFormat = 'merge-patch',
): PatchedText {
  const document = parseJson(before);
  const change = parseJson(patch);
  if (format === 'merge-patch') return judge(document, applyMergePatch(document, change), limits);
  const parsed = parseJsonPatch(change);
  if (parsed.kind === 'malformed') return parsed;
  const result = applyJsonPatch(document, parsed.patch, 2 * limits.maxBytes);
  return result.kind === 'patched' ? judge(document, result.value, limits) : result;
}

function judge(before: JsonValue, after: JsonValue, limits: JsonLimits): MergedText {
  if (jsonEquals(before, after)) return { kind: 'unchanged' };
  const result = acceptText(serialiseJson(after), limits);
  return result.kind === 'refused' ? result : { kind: 'patched', text: result.text };
}
