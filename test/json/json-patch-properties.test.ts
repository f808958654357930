// RFC 6902: what holds for every document and patch.
import * as fc from 'fast-check';
import {
  applyJsonPatch,
  formatPointer,
  isJsonObject,
  jsonEquals,
  parseJsonPatch,
  serialiseJson,
} from '../../src/json/index.js';
import type { JsonObject, JsonPatch, JsonValue } from '../../src/json/index.js';
import { anyObject, anyValue, deepFreeze, HOSTILE_NAMES } from './support.js';

const token = fc.constantFrom('a', 'b', 'c', 'd', '0', '1', '2', '-', '01', ...HOSTILE_NAMES);
const pointer = fc.array(token, { maxLength: 4 }).map(formatPointer);
const operation = fc.record({
  op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'),
  path: pointer,
  from: pointer,
  value: anyValue,
});

const parsed = (operations: JsonValue): JsonPatch => {
  const result = parseJsonPatch(operations);
  if (result.kind === 'malformed') throw new Error(result.detail);
  return result.patch;
};

/** What a patch makes of a document; undefined when it does not apply. */
const applied = (document: JsonValue, operations: JsonValue): JsonValue | undefined => {
  const result = applyJsonPatch(document, parsed(operations));
  return result.kind === 'patched' ? result.value : undefined;
};

describe('every document and patch', () => {
  it('gives what the simplest model gives, and changes neither', () => {
    fc.assert(
      fc.property(anyValue, fc.array(operation, { maxLength: 5 }), (document, operations) => {
        const before = serialiseJson([document, operations]);
        const result = applied(deepFreeze(document), deepFreeze(operations));
        const expected = operations.reduce<JsonValue | undefined>(model, document);
        expect(result === undefined ? result : serialiseJson(result)).toBe(
          expected === undefined ? expected : serialiseJson(expected),
        );
        expect(serialiseJson([document, operations])).toBe(before);
      }),
      { numRuns: 5000 },
    );
  });

  it('shares with the document only what no later patch can change', () => {
    fc.assert(
      fc.property(anyObject, fc.array(operation, { maxLength: 4 }), operation, (document, first, second) => {
        const once = applied(document, first);
        if (once === undefined) return;
        const text = serialiseJson([document, once]);
        applied(once, [second]);
        expect(serialiseJson([document, once])).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('the difference from a to b, applied to a, is b', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        const result = applied(a, difference(a, b, []));
        expect(result !== undefined && jsonEquals(result, b)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('a test of the whole holds for the same value in any order of members, and for no other', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(applied(a, [{ op: 'test', path: '', value: reversed(a) }])).toBeDefined();
        expect(applied(a, [{ op: 'test', path: '', value: b }]) !== undefined).toBe(jsonEquals(a, b));
      }),
      { numRuns: 1000 },
    );
  });

  it('what is added can be removed again', () => {
    fc.assert(
      fc.property(anyObject, fc.string({ unit: 'binary' }), anyValue, (document, name, value) => {
        fc.pre(!Object.hasOwn(document, name));
        const path = formatPointer([name]);
        const result = applied(document, [
          { op: 'add', path, value },
          { op: 'remove', path },
        ]);
        expect(result === undefined ? result : serialiseJson(result)).toBe(serialiseJson(document));
      }),
      { numRuns: 1000 },
    );
  });
});

type Operation = { op: string; path: string; from: string; value: JsonValue };

/** One operation, written as plainly as can be: each step makes a new value of everything above it. */
function model(document: JsonValue | undefined, { op, path, from, value }: Operation): JsonValue | undefined {
  if (document === undefined) return undefined;
  const [to, source] = [path.split('/').slice(1), from.split('/').slice(1)];
  switch (op) {
    case 'add':
      return add(document, to, value);
    case 'remove':
      return to.length === 0 ? undefined : remove(document, to);
    case 'replace':
      if (to.length === 0) return value;
      return get(document, to) === undefined ? undefined : replace(document, to, value);
    case 'test': {
      const found = get(document, to);
      return found !== undefined && jsonEquals(found, value) ? document : undefined;
    }
    case 'copy': {
      const found = get(document, source);
      return found === undefined ? undefined : add(document, to, found);
    }
    default: {
      const found = get(document, source);
      if (found === undefined || path.startsWith(`${from}/`)) return undefined;
      if (path === from) return document;
      const rest = remove(document, source);
      return rest === undefined ? undefined : add(rest, to, found);
    }
  }
}

const ARRAY_INDEX = /^(?:0|[1-9][0-9]*)$/;

function get(value: JsonValue, [head, ...rest]: string[]): JsonValue | undefined {
  if (head === undefined) return value;
  const entry = entries(value).find(([name]) => name === head);
  return entry === undefined ? undefined : get(entry[1], rest);
}

function entries(value: JsonValue): [string, JsonValue][] {
  if (Array.isArray(value)) return value.map((element, index) => [String(index), element]);
  return isJsonObject(value) ? Object.entries(value) : [];
}

function replace(value: JsonValue, [head = '', ...rest]: string[], by: JsonValue): JsonValue {
  const changed = entries(value).map(([name, child]): [string, JsonValue] => {
    if (name !== head) return [name, child];
    return [name, rest.length === 0 ? by : replace(child, rest, by)];
  });
  return Array.isArray(value) ? changed.map(([, child]) => child) : Object.fromEntries(changed);
}

function remove(value: JsonValue, path: string[]): JsonValue | undefined {
  const [parent, last] = [path.slice(0, -1), path.at(-1)];
  if (get(value, path) === undefined) return undefined;
  const container = get(value, parent) ?? null;
  const kept = entries(container).filter(([name]) => name !== last);
  const smaller = Array.isArray(container) ? kept.map(([, child]) => child) : Object.fromEntries(kept);
  return parent.length === 0 ? smaller : replace(value, parent, smaller);
}

function add(value: JsonValue, path: string[], added: JsonValue): JsonValue | undefined {
  if (path.length === 0) return added;
  const [parent, last] = [path.slice(0, -1), path.at(-1) ?? ''];
  const container = get(value, parent);
  const larger = container === undefined ? undefined : addInto(container, last, added);
  if (larger === undefined) return undefined;
  return parent.length === 0 ? larger : replace(value, parent, larger);
}

function addInto(container: JsonValue, last: string, added: JsonValue): JsonValue | undefined {
  if (Array.isArray(container)) {
    const index = last === '-' ? container.length : ARRAY_INDEX.test(last) ? Number(last) : Infinity;
    return index > container.length ? undefined : container.toSpliced(index, 0, added);
  }
  if (!isJsonObject(container)) return undefined;
  if (Object.hasOwn(container, last)) return replace(container, [last], added);
  return Object.fromEntries([...Object.entries(container), [last, added]]);
}

/** The operations that lead from a to b. */
function difference(a: JsonValue, b: JsonValue, at: string[]): JsonObject[] {
  if (jsonEquals(a, b)) return [];
  if (!isJsonObject(a) || !isJsonObject(b)) return [{ op: 'replace', path: formatPointer(at), value: b }];
  const operations: JsonObject[] = [];
  for (const name of Object.keys(a)) {
    if (!Object.hasOwn(b, name)) operations.push({ op: 'remove', path: formatPointer([...at, name]) });
  }
  for (const [name, value] of Object.entries(b)) {
    const before = Object.hasOwn(a, name) ? a[name] : undefined;
    if (before === undefined) operations.push({ op: 'add', path: formatPointer([...at, name]), value });
    else operations.push(...difference(before, value, [...at, name]));
  }
  return operations;
}

/** The same value with the members of every object in the opposite order. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
