import type { JsonValue } from './json-value.js';

/**
 * The JSON text of a value (8259), without white space, members in their own order. Every own member is
 * written, those called `__proto__` or `toJSON` too: such a value is data and never called. Values of any
 * depth are written; whether the service keeps the result is for `acceptText` to say. Throws RangeError only
 * if the text exceeds the longest string.
 */
export function serialiseJson(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // The native writer recurses and gives up after some thousand levels, which a patch can build.
    if (error instanceof RangeError) return writeDeep(value);
    throw error;
  }
}

/** An array or object half written: what is left of its elements, and the text that ends it. */
interface Level {
  readonly rest: Iterator<readonly [string, JsonValue]>;
  readonly end: string;
  separator: string;
}

/** Writes what the native writer would, with the open levels on a list instead of on the call stack. */
function writeDeep(value: JsonValue): string {
  const outer: Level[] = [];
  let level = wrap(value);
  let text = '';
  for (;;) {
    const next = level.rest.next();
    if (next.done === true) {
      text += level.end;
      const parent = outer.pop();
      if (parent === undefined) return text;
      level = parent;
    } else {
      const [name, member] = next.value;
      text += level.separator + name;
      level.separator = ',';
      if (typeof member === 'object' && member !== null) {
        text += Array.isArray(member) ? '[' : '{';
        outer.push(level);
        level = open(member);
      } else {
        text += JSON.stringify(member);
      }
    }
  }
}

/** A level without brackets that holds just the outermost value. */
function wrap(value: JsonValue): Level {
  return { rest: [['', value] as const].values(), end: '', separator: '' };
}

function open(value: JsonValue[] | { [member: string]: JsonValue }): Level {
  if (Array.isArray(value)) {
    return { rest: value.map((element) => ['', element] as const).values(), end: ']', separator: '' };
  }
  const members = Object.entries(value).map(
    ([name, member]) => [`${JSON.stringify(name)}:`, member] as const,
  );
  return { rest: members.values(), end: '}', separator: '' };
}
