import { formatPointer, parsePointer } from '../json-pointer.js';
import type { Draft, Reference } from './draft.js';
import { absolute } from './resources.js';
import type { Subschema } from './subschema.js';

/** Subschemas that may judge one value through each other. */
const MOST_CHAINED = 100;
const TOO_DEEP = `is more than ${MOST_CHAINED} references and combinations deep`;

/** Finds what every reference means. Nothing is fetched: what is not in the schema itself is a fault. */
export function resolveReferences(draft: Draft): void {
  for (const reference of draft.references) resolve(draft, reference);
}

function resolve(draft: Draft, reference: Reference): void {
  const { from, at, uri, dynamic } = reference;
  const parsed = absolute(uri, from.resource.base);
  if (parsed === undefined) return draft.fault(at, 'must be a URI reference');
  const resource = draft.resources.get(parsed.uri);
  if (resource === undefined) {
    return draft.fault(
      at,
      'leads outside of this schema, and nothing is fetched: copy its target into "$defs"',
    );
  }
  const { fragment } = parsed;
  const isAnchor = fragment !== '' && !fragment.startsWith('/');
  const target = isAnchor
    ? resource.anchors.get(fragment)
    : draft.subschemas.get(formatPointer([...resource.at, ...(parsePointer(fragment) ?? [' '])]));
  if (target === undefined) return draft.fault(at, 'leads to nothing in this schema that is a schema');
  // Only a reference to a dynamic anchor is dynamic (core 8.2.3.2); else it is a plain one.
  const isDynamic = dynamic && isAnchor && resource.dynamicAnchors.get(fragment) === target;
  reference.resolved = { target, dynamicAnchor: isDynamic ? fragment : undefined };
  from.inPlace.push(target);
  if (!isDynamic) return;
  for (const { dynamicAnchors } of draft.resources.values()) {
    const other = dynamicAnchors.get(fragment);
    if (other !== undefined && other !== target) from.inPlace.push(other);
  }
}

/** Refuses subschemas that judge one value in a circle, which would never end, or in a very long chain. */
export function refuseLoops(draft: Draft): void {
  const heights = new Map<Subschema, number>();
  const open = new Set<Subschema>();
  const heightOf = (schema: Subschema): number => {
    const known = heights.get(schema);
    if (known !== undefined) return known;
    if (open.has(schema)) {
      draft.fault(schema.at, 'refers back to itself without going deeper into the document: it never ends');
      return 0;
    }
    // Further down the call stack might not hold it.
    if (open.size > MOST_CHAINED) {
      draft.fault(schema.at, TOO_DEEP);
      return 0;
    }
    open.add(schema);
    let height = 0;
    for (const inner of schema.inPlace) height = Math.max(height, 1 + heightOf(inner));
    open.delete(schema);
    if (height > MOST_CHAINED) draft.fault(schema.at, TOO_DEEP);
    heights.set(schema, height);
    return height;
  };
  for (const schema of draft.subschemas.values()) heightOf(schema);
}
