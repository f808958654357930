import { acceptText, type JsonLimits } from './accept.js';
import type { JsonFault } from './json-fault.js';
import { jsonEquals, type JsonValue } from './json-value.js';
import { serialiseJson } from './serialise.js';
import { type MergedValue, mergeValues } from './three-way-merge.js';

/** What a three-way merge made of a document. */
export type MergedDocument =
  /** The same JSON value as the current one: there is nothing to store. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'merged'; readonly text: string }
  /** The result is no document that could be kept. */
  | { readonly kind: 'refused'; readonly fault: JsonFault }
  | Extract<MergedValue, { kind: 'conflicts' }>;

/** Merges documents, and judges the result as one. `base` and `current` were accepted before. */
export function mergeDocuments(
  base: JsonValue,
  current: JsonValue,
  yours: JsonValue,
  limits: JsonLimits,
): MergedDocument {
  const result = mergeValues(base, current, yours);
  if (result.kind === 'conflicts') return result;
  if (jsonEquals(current, result.value)) return { kind: 'unchanged' };
  const judged = acceptText(serialiseJson(result.value), limits);
  return judged.kind === 'refused' ? judged : { kind: 'merged', text: judged.text };
}
