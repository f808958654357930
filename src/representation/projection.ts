import { isJsonObject, type JsonObject, type JsonValue } from '../json/index.js';

// The parameter `fields`. A field names a member of the document when the names on the way to it, joined by dots, are
// the field; a name that holds a dot itself is found so too. The way leads through objects, never into arrays, and
// over own members only: `__proto__` and the like are names as any other.

/**
 * The members of a document that `fields` name, nested and ordered as they are in the document (but JavaScript puts
 * names that are whole numbers first). What the document lacks is left out, and so are objects of which nothing is
 * wanted.
 */
export function project(data: JsonValue, fields: readonly string[]): JsonObject {
  return isJsonObject(data) ? (pick(data, fields) ?? {}) : {};
}

/** The wanted members; undefined when there are none. Goes as deep as a field has dots, and a document is never deep. */
function pick(data: JsonObject, fields: readonly string[]): JsonObject | undefined {
  const picked: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(data)) {
    const kept = fields.includes(name) ? value : pickInside(value, fields, `${name}.`);
    if (kept !== undefined) picked.push([name, kept]);
  }
  // Defines members and never assigns them, so that `__proto__` is a member.
  return picked.length === 0 ? undefined : Object.fromEntries(picked);
}

function pickInside(value: JsonValue, fields: readonly string[], way: string): JsonObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const inner = fields.filter((field) => field.startsWith(way)).map((field) => field.slice(way.length));
  return inner.length === 0 ? undefined : pick(value, inner);
}

/**
 * The value of the member that a field names; undefined when the document lacks it. If names with dots make it
 * several, the one in the outermost object.
 */
export function valueAt(data: JsonValue, field: string): JsonValue | undefined {
  if (!isJsonObject(data)) return undefined;
  if (Object.hasOwn(data, field)) return data[field];
  for (let dot = field.indexOf('.'); dot !== -1; dot = field.indexOf('.', dot + 1)) {
    const name = field.slice(0, dot);
    const value = Object.hasOwn(data, name) ? valueAt(data[name] ?? null, field.slice(dot + 1)) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}
