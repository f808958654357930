import { type Difference, difference, type MemberDifferences, memberOf } from './difference.js';
import { escapeToken } from './json-pointer.js';
import { isJsonObject, jsonEquals, type JsonObject, type JsonValue } from './json-value.js';
import { LineMerger } from './merge-lines.js';
import { PlaceList } from './place-list.js';

/** A place where both sides made another change. A side without such a member (it was deleted) is left out. */
export interface MergeConflict {
  /** JSON Pointer (6901). */
  readonly pointer: string;
  readonly base?: JsonValue;
  readonly current?: JsonValue;
  readonly yours?: JsonValue;
}

/** What came of a merge. */
export type MergedValue =
  | { readonly kind: 'merged'; readonly value: JsonValue }
  | {
      readonly kind: 'conflicts';
      /** The merge so far: where there is a conflict it is as `current`. */
      readonly merged: JsonValue;
      readonly conflicts: readonly MergeConflict[];
    };

/**
 * Merges two values that both came from `base`. What one side changed is taken, what both changed alike too. Objects
 * go by member, arrays are values; strings that hold a line break go by lines. A member that one side deleted and the
 * other changed is a conflict, and so is one that both changed in different ways. Objects that both added under one name
 * are merged as if there had been an empty one.
 *
 * Nothing is invented: every array, scalar and line of the result stands in one of the three. Its members are in the
 * order of `current`, then those that only `yours` has, in its order; an object that only one side changed is as that
 * side wrote it. The arguments are not changed, and the result shares parts with them.
 */
export function mergeValues(base: JsonValue, current: JsonValue, yours: JsonValue): MergedValue {
  const changes = { current: difference(base, current), yours: difference(base, yours) };
  if (changes.yours === undefined) return { kind: 'merged', value: current };
  if (changes.current === undefined) return { kind: 'merged', value: yours };
  const merge = new Merge();
  const value = merge.value({ base, current, yours }, { current: changes.current, yours: changes.yours }, '');
  const { places: conflicts } = merge.conflicts;
  // The root is always there: all three sides have one. It may be null.
  const merged = value === undefined ? current : value;
  return conflicts.length === 0
    ? { kind: 'merged', value: merged }
    : { kind: 'conflicts', merged, conflicts };
}

/** One place as each side has it; undefined where a side has no such member. */
interface Sides {
  readonly base: JsonValue | undefined;
  readonly current: JsonValue | undefined;
  readonly yours: JsonValue | undefined;
}

/** What each side changed of the base at one place. */
interface Changes<D> {
  readonly current: D;
  readonly yours: D;
}

const EMPTY: JsonObject = {};

class Merge {
  readonly conflicts = new PlaceList<MergeConflict>();
  readonly #lines = new LineMerger();

  /** The merged value of a place that both sides changed; undefined when there is none any more. */
  value(sides: Sides, changes: Changes<Difference>, pointer: string): JsonValue | undefined {
    if (changes.current !== 'whole' && changes.yours !== 'whole') {
      return this.#members(sides, { current: changes.current, yours: changes.yours }, pointer);
    }
    return sides.base === undefined ? this.#added(sides, pointer) : this.#replaced(sides, pointer);
  }

  #added(sides: Sides, pointer: string): JsonValue | undefined {
    const { current, yours } = sides;
    if (!isObject(current) || !isObject(yours)) return this.#replaced(sides, pointer);
    const changes = { current: difference(EMPTY, current), yours: difference(EMPTY, yours) };
    if (typeof changes.current !== 'object') return yours;
    if (typeof changes.yours !== 'object') return current;
    return this.#members(sides, { current: changes.current, yours: changes.yours }, pointer);
  }

  #replaced(sides: Sides, pointer: string): JsonValue | undefined {
    const { base, current, yours } = sides;
    if (current !== undefined && yours !== undefined) {
      if (jsonEquals(current, yours)) return current;
      const text = this.#lines.merge(base, current, yours);
      if (text !== undefined) return text;
    }
    this.conflicts.add(conflictAt(sides, pointer));
    return current;
  }

  #members(sides: Sides, changes: Changes<MemberDifferences>, pointer: string): JsonValue | undefined {
    const mark = this.conflicts.mark();
    const merged: [string, JsonValue][] = [];
    for (const name of namesOf(sides)) {
      const value = this.#member(name, sides, changes, pointer);
      if (value !== undefined) merged.push([name, value]);
    }
    const condensed = this.conflicts.condense(mark, () => conflictAt(sides, pointer));
    // Object.fromEntries defines and never assigns: `__proto__` becomes a member like any other.
    return condensed ? sides.current : Object.fromEntries(merged);
  }

  #member(
    name: string,
    sides: Sides,
    changes: Changes<MemberDifferences>,
    pointer: string,
  ): JsonValue | undefined {
    const changed = { current: changes.current[name], yours: changes.yours[name] };
    const current = memberOf(sides.current, name);
    if (changed.yours === undefined) return current;
    const yours = memberOf(sides.yours, name);
    if (changed.current === undefined) return yours;
    return this.value(
      { base: memberOf(sides.base, name), current, yours },
      { current: changed.current, yours: changed.yours },
      `${pointer}/${escapeToken(name)}`,
    );
  }
}

/**
 * The members that a merge looks at: those of `current` in its order, then those that only `yours` has. What both have removed
 * since `base` is not among them.
 */
function* namesOf({ current, yours }: Sides): Generator<string> {
  if (isObject(current)) yield* Object.keys(current);
  if (!isObject(yours)) return;
  for (const name of Object.keys(yours)) if (memberOf(current, name) === undefined) yield name;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return value !== undefined && isJsonObject(value);
}

function conflictAt({ base, current, yours }: Sides, pointer: string): MergeConflict {
  return {
    pointer,
    ...(base !== undefined && { base }),
    ...(current !== undefined && { current }),
    ...(yours !== undefined && { yours }),
  };
}
