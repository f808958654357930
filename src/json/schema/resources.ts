import { type JsonPointer } from '../json-pointer.js';
import { isJsonObject, type JsonValue } from '../json-value.js';
import type { Draft } from './draft.js';
import type { Resource } from './subschema.js';

/** What a schema without an `$id` is relative to: a name that no host has (2606 2). */
const DEFAULT_BASE = 'https://schema.invalid/';

/** The resource that the schema at `at` belongs to: `outer`, or a new one when it has an `$id` (core 8.2.1). */
export function openResource(
  draft: Draft,
  value: JsonValue,
  at: JsonPointer,
  outer: Resource | undefined,
): Resource {
  const id = isJsonObject(value) && Object.hasOwn(value, '$id') ? value.$id : undefined;
  if (outer !== undefined && typeof id !== 'string') return outer;
  const base = absolute(typeof id === 'string' ? id : '', outer?.base ?? DEFAULT_BASE);
  if (base === undefined || base.fragment !== '') {
    draft.fault([...at, '$id'], 'must be a URI reference without a fragment');
  }
  const uri = base?.uri ?? DEFAULT_BASE;
  if (draft.resources.has(uri)) draft.fault([...at, '$id'], 'names two schemas');
  const resource: Resource = { base: uri, at, anchors: new Map(), dynamicAnchors: new Map() };
  draft.resources.set(uri, resource);
  return resource;
}

/** A URI reference as an absolute URI and its decoded fragment (3986 5); undefined when it is none. */
export function absolute(
  reference: string,
  base: string,
): { readonly uri: string; readonly fragment: string } | undefined {
  try {
    const url = new URL(reference, base);
    const fragment = decodeURIComponent(url.hash.slice(1));
    url.hash = '';
    return { uri: url.href, fragment };
  } catch (error) {
    if (error instanceof TypeError || error instanceof URIError) return undefined;
    throw error;
  }
}
