export type Scalar = string | number | boolean | null;

/** What a field must be. All that are given hold. */
export interface Condition {
  readonly eq?: Scalar;
  readonly ne?: Scalar;
  readonly lt?: Scalar;
  readonly lte?: Scalar;
  readonly gt?: Scalar;
  readonly gte?: Scalar;
  readonly in?: readonly Scalar[];
  readonly exists?: boolean;
  readonly prefix?: string;
}

/** Which documents, and in which order. */
export interface ListOptions {
  /** By field: a dotted path, or `$id`, `$revision`, `$createdAt`, `$updatedAt`. A value alone means equal. */
  readonly filter?: Readonly<Record<string, Scalar | Condition>>;
  /** Fields, the first decides; with `-` in front from high to low. */
  readonly sort?: string | readonly string[];
  /** Documents that one request fetches, 1 to 200. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

/** The query of a list, with its question mark; empty when nothing is asked. */
export function listQuery({ filter = {}, sort = [], pageSize }: ListOptions): string {
  const query = new URLSearchParams();
  for (const [field, wanted] of Object.entries(filter)) {
    const condition: Condition = wanted !== null && typeof wanted === 'object' ? wanted : { eq: wanted };
    for (const [operator, value] of Object.entries(condition) as [string, Scalar | readonly Scalar[]][]) {
      query.append(`filter[${field}][${operator}]`, spell(field, value));
    }
  }
  const keys = [sort].flat().join(',');
  if (keys !== '') query.set('sort', keys);
  if (pageSize !== undefined) query.set('limit', String(pageSize));
  const text = query.toString();
  return text && `?${text}`;
}

/** In quotes a string stays one, even when it reads like a number; times and revisions take none. */
function spell(field: string, value: Scalar | readonly Scalar[]): string {
  if (Array.isArray(value)) return value.map((one: Scalar) => spell(field, one)).join(',');
  const bare = field.startsWith('$') && field !== '$id';
  return bare ? String(value) : JSON.stringify(value);
}
