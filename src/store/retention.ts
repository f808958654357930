/** How much of its documents' history a collection keeps. A document's current revision is always kept. */
export type Retention =
  | { readonly kind: 'everything' }
  /** So many revisions of each document, the current one included. */
  | { readonly kind: 'revisions'; readonly count: number }
  /** Everything that was current at some time during the last so many days. */
  | { readonly kind: 'days'; readonly count: number };

/** A retention under which something goes. */
export type LimitedRetention = Exclude<Retention, { kind: 'everything' }>;

/** Beyond this a number of revisions or days is taken for a slip. */
const LIMITS = { keep: 1_000_000_000, days: 36_500 } as const;
const KINDS = { keep: 'revisions', days: 'days' } as const;
type Member = keyof typeof LIMITS;

/** What the setting `history` says: `{ "keep": n }` or `{ "days": n }`. The pointer of a fault begins at its value. */
export function readRetention(
  value: unknown,
): { readonly value: Retention } | { readonly fault: string; readonly pointer?: string } {
  const rule = 'must be { "keep": n } or { "days": n }';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { fault: rule };
  const names = Object.keys(value);
  const [name, second] = names;
  const unknown = names.find((candidate) => !isMember(candidate));
  if (unknown !== undefined) {
    const pointer = `/${unknown.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return { fault: 'is no member of history; known are: keep, days', pointer };
  }
  if (name === undefined || !isMember(name)) return { fault: rule };
  if (second !== undefined) return { fault: `${rule}, not both` };
  const [count]: unknown[] = Object.values(value);
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= LIMITS[name]) {
    return { value: { kind: KINDS[name], count } };
  }
  return { fault: `must be a whole number from 1 to ${LIMITS[name]}`, pointer: `/${name}` };
}

function isMember(name: string): name is Member {
  return Object.hasOwn(LIMITS, name);
}
