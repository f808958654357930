import type { JsonValue } from '../../src/json/index.js';
import type { Condition, Field, SortKey } from '../../src/store/index.js';

// The filter language written down a second time, as directly as possible, to compare the real one with.

/** A document as the oracle knows it. */
export interface Known {
  readonly id: string;
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly value: JsonValue;
}

/** Whether a document belongs to the list. */
export function belongs(document: Known, conditions: readonly Condition[]): boolean {
  return conditions.every(({ field, operator, values }) => {
    const actual = lookUp(document, field);
    if (operator === 'exists') return (actual !== undefined) === values[0];
    if (actual === undefined) return false;
    const all = Array.isArray(actual) ? actual : [actual];
    const [wanted] = values;
    if (operator === 'eq') return all.some((one) => one === wanted);
    if (operator === 'in') return all.some((one) => values.some((value) => one === value));
    if (operator === 'ne') {
      if (Array.isArray(actual)) return !all.some((one) => one === wanted);
      if (wanted === null) return actual !== null;
      return typeof actual === typeof wanted && actual !== null && actual !== wanted;
    }
    if (operator === 'prefix') return typeof actual === 'string' && actual.startsWith(String(wanted));
    if (typeof actual !== typeof wanted || (actual === null) !== (wanted === null)) return false;
    if (typeof actual === 'object' && actual !== null) return false;
    const order = compareScalars(actual, wanted);
    return { lt: order < 0, lte: order <= 0, gt: order > 0, gte: order >= 0 }[operator];
  });
}

/** The documents in the order of `sort`. */
export function sorted(documents: readonly Known[], sort: readonly SortKey[]): Known[] {
  return documents.toSorted((a, b) => {
    for (const { field, descending } of sort) {
      const [left, right] = [lookUp(a, field), lookUp(b, field)];
      const order = rank(left) - rank(right) || (rank(left) < 6 ? compareScalars(left, right) : 0);
      if (order !== 0) return descending ? -order : order;
    }
    return compareScalars(a.id, b.id);
  });
}

function rank(value: JsonValue | undefined): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  if (value === false) return 2;
  if (value === true) return 3;
  if (typeof value === 'number') return 4;
  return typeof value === 'string' ? 5 : 6;
}

function compareScalars(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Number(a) - Number(b) || 0;
}

function lookUp(document: Known, field: Field): JsonValue | undefined {
  if (field.kind === 'meta') return document[field.name];
  let value: JsonValue | undefined = document.value;
  for (const name of field.path) {
    const holder: JsonValue | undefined = value;
    if (holder === undefined || holder === null || typeof holder !== 'object' || Array.isArray(holder))
      return undefined;
    value = Object.hasOwn(holder, name) ? holder[name] : undefined;
  }
  return value;
}
