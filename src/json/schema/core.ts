import { isJsonObject } from '../json-value.js';
import type { Build, Place } from './draft.js';

// The core vocabulary (core 8): which schema this is, and how its parts refer to each other.

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The grammar of a plain name (core 8.2.2). */
const ANCHOR = /^[A-Za-z_][-A-Za-z0-9._]*$/;

/** The core vocabulary. */
export const CORE: Readonly<Record<string, Build>> = {
  $schema(value, place) {
    if (value === DIALECT || value === `${DIALECT}#`) return undefined;
    return place.fault(`must be "${DIALECT}": no other dialect is spoken here`);
  },
  // What it says was used when the resource was opened.
  $id: (value, place) => (typeof value === 'string' ? undefined : place.fault('must be a string')),
  $anchor: (value, place) => anchor(value, place, false),
  $dynamicAnchor: (value, place) => anchor(value, place, true),
  $ref(value, place) {
    if (typeof value !== 'string') return place.fault('must be a string');
    const reference = place.refer(value, false);
    return (instance, run, seen) => reference.resolved?.target.holds(instance, run, seen) ?? false;
  },
  $dynamicRef(value, place) {
    if (typeof value !== 'string') return place.fault('must be a string');
    const reference = place.refer(value, true);
    return (instance, run, seen) => {
      const { target, dynamicAnchor } = reference.resolved ?? {};
      const outermost = dynamicAnchor === undefined ? undefined : run.dynamicTarget(dynamicAnchor);
      return (outermost ?? target)?.holds(instance, run, seen) ?? false;
    };
  },
  $defs: definitions,
  // Of older drafts, and still reserved for the same use by the meta-schema of 2020-12.
  definitions,
};

function anchor(value: unknown, place: Place, dynamic: boolean): undefined {
  if (typeof value !== 'string' || !ANCHOR.test(value)) {
    return place.fault('must be a plain name: a letter or "_", then letters, digits, "-", "_" and "."');
  }
  const { anchors, dynamicAnchors } = place.owner.resource;
  const taken = anchors.get(value);
  if (taken !== undefined && taken !== place.owner) return place.fault('names two schemas');
  anchors.set(value, place.owner);
  if (dynamic) dynamicAnchors.set(value, place.owner);
  return undefined;
}

function definitions(value: Parameters<Build>[0], place: Place): undefined {
  if (!isJsonObject(value)) return place.fault('must be an object of schemas');
  for (const [name, schema] of Object.entries(value)) place.sub(schema, name);
  return undefined;
}
