import { isJsonObject, type JsonObject, type JsonValue } from './json-value.js';

/** An object being patched: its members so far, and how much of the patch has been applied to them. */
interface Frame {
  readonly name: string;
  readonly members: Map<string, JsonValue>;
  readonly patch: readonly (readonly [string, JsonValue])[];
  next: number;
}

/**
 * Applies a merge patch (7396 2): an object patches member by member, `null` removes, anything else replaces.
 * A target that is absent or no object counts as an empty object.
 *
 * Neither argument is changed; the result may share parts with both. Members live in a Map and become own
 * properties through `Object.fromEntries`, which defines and never assigns, so no inherited name is ever read
 * or set. Levels lie on a list, so depth is no danger. The result is not judged: serialise it and pass it to
 * `acceptText`.
 */
export function applyMergePatch(target: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return patch;
  const outer: Frame[] = [];
  let frame = open('', target, patch);
  for (;;) {
    const entry = frame.patch[frame.next];
    frame.next += 1;
    if (entry === undefined) {
      const patched = Object.fromEntries(frame.members);
      const parent = outer.pop();
      if (parent === undefined) return patched;
      parent.members.set(frame.name, patched);
      frame = parent;
    } else {
      const [name, value] = entry;
      if (value === null) {
        frame.members.delete(name);
      } else if (isJsonObject(value)) {
        outer.push(frame);
        frame = open(name, frame.members.get(name), value);
      } else {
        frame.members.set(name, value);
      }
    }
  }
}

function open(name: string, target: JsonValue | undefined, patch: JsonObject): Frame {
  const members = target !== undefined && isJsonObject(target) ? Object.entries(target) : [];
  return { name, members: new Map(members), patch: Object.entries(patch), next: 0 };
}
