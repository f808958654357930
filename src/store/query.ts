import type { DocumentId } from './names.js';
import type { Revision } from './units.js';

/** What a condition or a sort looks at: a member of the document, or something the store knows about it. */
export type Field =
  | { readonly kind: 'member'; readonly path: readonly string[] }
  | { readonly kind: 'meta'; readonly name: MetaField };

/** What the store knows about every document. Times are compared in milliseconds. */
export type MetaField = 'id' | 'revision' | 'createdAt' | 'updatedAt';

/** A value to compare with. */
export type Scalar = null | boolean | number | string;

/** How a field is compared. `ne` and the order operators compare within one type; `null` differs from every value. */
export type Operator = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'in' | 'exists' | 'prefix';

/** One condition on one field. All but `exists` hold only for documents that have the member. */
export interface Condition {
  readonly field: Field;
  readonly operator: Operator;
  /** One value; for `in` any number, for `exists` a boolean. */
  readonly values: readonly Scalar[];
}

/** One key of a sort. Ties are broken by id, ascending. */
export interface SortKey {
  readonly field: Field;
  readonly descending: boolean;
}

/** The place of one document in a sorted list: its revision is immutable, so its keys can be read again. */
export interface Position {
  readonly id: DocumentId;
  readonly revision: Revision;
}

/** Which documents, in which order, and which page of them. */
export interface ListQuery {
  /** All must hold. */
  readonly conditions: readonly Condition[];
  /** Empty: by id. */
  readonly sort: readonly SortKey[];
  readonly after: Position | undefined;
  /** At least 1. */
  readonly limit: number;
}

/** The conditions and the order of `query` as one string: equal for queries that select and order alike. */
export function querySignature({ conditions, sort }: Pick<ListQuery, 'conditions' | 'sort'>): string {
  return JSON.stringify([
    conditions
      .map(({ field, operator, values }) => JSON.stringify([fieldName(field), operator, values]))
      .toSorted(),
    sort.map(({ field, descending }) => [fieldName(field), descending]),
  ]);
}

/** The name of a field as clients write it. */
export function fieldName(field: Field): string {
  return field.kind === 'meta' ? `$${field.name}` : field.path.join('.');
}
