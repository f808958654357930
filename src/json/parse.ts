import type { JsonValue } from './json-value.js';

/**
 * The value of a text that was accepted. Each member becomes an own property, `__proto__` too; of numbers
 * nothing is lost, because acceptance refused what a double would change. Throws SyntaxError when the text
 * was never accepted: a bug.
 */
export function parseJson(text: string): JsonValue {
  const value: JsonValue = JSON.parse(text);
  return value;
}
