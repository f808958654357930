import {
  compileSchema,
  type DocumentSchema,
  type JsonObject,
  type JsonValue,
} from '../../../src/json/index.js';

/** The compiled schema; throws when it is refused. */
export function compiled(schema: JsonObject): DocumentSchema {
  const result = compileSchema(schema);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.errors));
  return result.schema;
}

/** What is wrong with a schema, each as pointer and message in one text; nothing when it is taken. */
export function faultsOf(schema: JsonObject): readonly string[] {
  const result = compileSchema(schema);
  return result.kind === 'invalid'
    ? result.errors.map(({ pointer, message }) => `${pointer} ${message}`)
    : [];
}

/** What `value`, as the member `v` of a document, breaks of `schema`: pointers from `v` on, and messages. */
export function broken(schema: JsonValue, value: JsonValue): readonly string[] {
  const whole = { properties: { v: rebased(schema) } };
  return compiled(whole)
    .check(JSON.stringify({ v: value }))
    .map(({ pointer, message }) => `${pointer.replace('/v', '')} ${message}`);
}

/** The same schema as a resource of its own, so that "#" in it is its top. */
function rebased(schema: JsonValue): JsonValue {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema) && !('$id' in schema)
    ? { $id: 'https://example.org/value', ...schema }
    : schema;
}

/** Milliseconds that `work` takes. */
export function timeOf(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
