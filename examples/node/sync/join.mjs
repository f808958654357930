// A three-way merge on this side, for where the service cannot make it: it knows only states that it has had.
import { isDeepStrictEqual } from 'node:util';

/** Whether two JSON values are the same; undefined is "not there". */
export function same(a, b) {
  return isDeepStrictEqual(a, b);
}

/**
 * Joins what `current` and `yours` made of `base`, objects by member, everything else as a value. Returns the same as a
 * 409 of the service: `{ merged, conflicts: [{ pointer, base, current, yours }] }`, with the current values at conflicts.
 */
export function join(base, current, yours) {
  const conflicts = [];
  const merged = joined({ base, current, yours }, '', conflicts);
  return { merged, conflicts };
}

function joined({ base, current, yours }, pointer, conflicts) {
  if (same(yours, base) || same(yours, current)) return current;
  if (same(current, base)) return yours;
  if (!isObject(current) || !isObject(yours)) {
    conflicts.push({ pointer, base, current, yours });
    return current;
  }
  const [before, theirs, ours] = [isObject(base) ? base : {}, current, yours].map(
    (side) => new Map(Object.entries(side)),
  );
  const members = [];
  for (const name of new Set([...theirs.keys(), ...ours.keys()])) {
    const sides = { base: before.get(name), current: theirs.get(name), yours: ours.get(name) };
    const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const member = joined(sides, place, conflicts);
    if (member !== undefined) members.push([name, member]);
  }
  // Not by assignment, as "__proto__" is a name like any other.
  return Object.fromEntries(members);
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
