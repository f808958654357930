import { isJsonObject, jsonEquals, type JsonValue } from './json-value.js';

/**
 * The pointers (6901) of everything that differs between two values: members that were added, removed or changed, as
 * deep as both sides are objects. Arrays are values: a changed one is named as a whole. Empty when both are equal;
 * the root is the empty pointer.
 */
export function changedPointers(before: JsonValue, after: JsonValue): string[] {
  const changed: string[] = [];
  collect(before, after, '', changed);
  return changed;
}

function collect(before: JsonValue, after: JsonValue, pointer: string, changed: string[]): void {
  if (!isJsonObject(before) || !isJsonObject(after)) {
    if (!jsonEquals(before, after)) changed.push(pointer);
    return;
  }
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const inner = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const left = Object.hasOwn(before, name) ? before[name] : undefined;
    const right = Object.hasOwn(after, name) ? after[name] : undefined;
    if (left === undefined || right === undefined) changed.push(inner);
    else collect(left, right, inner, changed);
  }
}
