/**
 * Any JSON value as JavaScript holds it (8259 3). Numbers are doubles: only those that survive one are
 * accepted.
 */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;

/**
 * A JSON object (8259 4). Its members are its *own* enumerable properties and nothing else: `__proto__`,
 * `constructor`, `toJSON` are ordinary names, so ask `Object.hasOwn(object, name)` before reading a name that
 * came from outside.
 */
export interface JsonObject {
  [member: string]: JsonValue;
}

/** True for a JSON object; false for null, arrays and scalars. */
export function isJsonObject(v: JsonValue): v is JsonObject {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}

/**
 * True when both are the same JSON value: numbers compare numerically (`-0` is `0`), arrays in order, objects
 * by their own members in any order (6902 4.6). Keeps a list of pairs instead of recursing, so nesting of any
 * depth is safe.
 */
export function jsonEquals(a: JsonValue, b: JsonValue): boolean {
  const lefts: JsonValue[] = [a];
  const rights: JsonValue[] = [b];
  for (;;) {
    const left = lefts.pop();
    const right = rights.pop();
    if (left === undefined || right === undefined) return true;
    if (left !== right && !sameShape(left, right, lefts, rights)) return false;
  }
}

/**
 * Compares one level of two values that are not identical; what is inside them joins the pairs still to
 * compare.
 */
function sameShape(a: JsonValue, b: JsonValue, lefts: JsonValue[], rights: JsonValue[]): boolean {
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (const element of a) lefts.push(element);
    for (const element of b) rights.push(element);
    return true;
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const members = Object.entries(a);
  if (members.length !== Object.keys(b).length) return false;
  for (const [name, value] of members) {
    const other = Object.hasOwn(b, name) ? b[name] : undefined;
    if (other === undefined) return false;
    lefts.push(value);
    rights.push(other);
  }
  return true;
}
