import { parsePointer, type JsonPointer } from './json-pointer.js';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.js';
import { quoted } from './legible.js';

/** One step of a patch (6902 4). */
export type PatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: JsonPointer; readonly value: JsonValue }
  | { readonly op: 'remove'; readonly path: JsonPointer }
  | { readonly op: 'move' | 'copy'; readonly path: JsonPointer; readonly from: JsonPointer };

/** A JSON Patch (6902 3): operations in the order in which they apply. */
export type JsonPatch = readonly PatchOperation[];

/** Why a value is no JSON Patch. `pointer` leads to the mistake *in the patch*, such as `/3/path`. */
export interface MalformedPatch {
  readonly kind: 'malformed';
  readonly detail: string;
  readonly pointer: string;
}

/**
 * Reads a value as a JSON Patch (6902 3, 4), every operation of it, before any is applied. Members that an
 * operation does not define are ignored (6902 4). Values are shared with `value`.
 */
export function parseJsonPatch(value: JsonValue): { kind: 'patch'; patch: JsonPatch } | MalformedPatch {
  if (!Array.isArray(value)) {
    const remedy = 'such as [{"op": "replace", "path": "/title", "value": "New"}]';
    return malformed('', `A JSON Patch is an array of operations. Send one, ${remedy}.`);
  }
  const patch: PatchOperation[] = [];
  for (const [index, item] of value.entries()) {
    const operation = parseOperation(item, `/${index}`);
    if ('kind' in operation) return operation;
    patch.push(operation);
  }
  return { kind: 'patch', patch };
}

function parseOperation(item: JsonValue, at: string): PatchOperation | MalformedPatch {
  if (!isJsonObject(item)) {
    return malformed(at, `The operation at ${at} is no object. Send one with "op" and "path".`);
  }
  const named = own(item, 'op');
  const op = typeof named === 'string' ? named : '';
  switch (op) {
    case 'add':
    case 'replace':
    case 'test':
      return parseWithValue(op, item, at);
    case 'remove': {
      const path = parseMember(item, 'path', at);
      return 'kind' in path ? path : { op, path };
    }
    case 'move':
    case 'copy':
      return parseWithFrom(op, item, at);
    default:
      return unknownOp(named, at);
  }
}

function parseWithValue(
  op: 'add' | 'replace' | 'test',
  item: JsonObject,
  at: string,
): PatchOperation | MalformedPatch {
  const path = parseMember(item, 'path', at);
  if ('kind' in path) return path;
  const value = own(item, 'value');
  if (value !== undefined) return { op, path, value };
  return malformed(at, `The operation at ${at} (${op}) has no "value". Send one; null is a value too.`);
}

function parseWithFrom(op: 'move' | 'copy', item: JsonObject, at: string): PatchOperation | MalformedPatch {
  const path = parseMember(item, 'path', at);
  if ('kind' in path) return path;
  const from = parseMember(item, 'from', at);
  return 'kind' in from ? from : { op, path, from };
}

/** The pointer that a member of an operation holds. */
function parseMember(item: JsonObject, name: 'path' | 'from', at: string): JsonPointer | MalformedPatch {
  const text = own(item, name);
  if (text === undefined) {
    return malformed(at, `The operation at ${at} has no "${name}". Send a JSON Pointer, such as "/title".`);
  }
  const pointer = typeof text === 'string' ? parsePointer(text) : undefined;
  if (pointer !== undefined) return pointer;
  const rule = 'empty for the whole document, else "/" before each name, with ~ as ~0 and / as ~1 in names';
  return malformed(`${at}/${name}`, `The "${name}" at ${at}/${name} is no JSON Pointer. Send one: ${rule}.`);
}

function unknownOp(op: JsonValue | undefined, at: string): MalformedPatch {
  const known = 'add, remove, replace, move, copy or test';
  if (op === undefined) return malformed(at, `The operation at ${at} has no "op". Send ${known}.`);
  const named = typeof op === 'string' && op.length <= 40 ? ` ${quoted(op)}` : '';
  return malformed(`${at}/op`, `The "op"${named} at ${at}/op is unknown. Send ${known}.`);
}

function malformed(pointer: string, detail: string): MalformedPatch {
  return { kind: 'malformed', detail, pointer };
}

/** An own member; undefined when it is not there. */
function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
