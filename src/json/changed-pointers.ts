import { type Difference, difference } from './difference.js';
import { escapeToken } from './json-pointer.js';
import type { JsonValue } from './json-value.js';
import { PlaceList } from './place-list.js';

/**
 * The pointers (6901) of everything that differs between two values: members that were added, removed or changed, as
 * deep as both sides are objects. Arrays are values: a changed one is named as a whole. Empty when both are equal;
 * the root is the empty pointer. Where the pointers would be longer than documents are, an object stands for its
 * members.
 */
export function changedPointers(before: JsonValue, after: JsonValue): string[] {
  const changed = new PlaceList();
  collect(difference(before, after), '', changed);
  return changed.places.map(({ pointer }) => pointer);
}

function collect(
  found: Difference | undefined,
  pointer: string,
  changed: PlaceList<{ readonly pointer: string }>,
): void {
  if (found === undefined) return;
  if (found === 'whole') {
    changed.add({ pointer });
    return;
  }
  const mark = changed.mark();
  for (const name of Object.keys(found)) collect(found[name], `${pointer}/${escapeToken(name)}`, changed);
  changed.condense(mark, () => ({ pointer }));
}
