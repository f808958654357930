import { refuse, type Refusal } from './outcome.js';
import { refuseMalformedKey } from './idempotency.js';
import { refuseMalformed } from './preconditions.js';
import type { WriteRequest } from './write-request.js';

/** The parameters of a query by name, each at most once; or the 400 that names the one at fault. */
export function readQuery<N extends string>(
  query: URLSearchParams,
  names: readonly N[],
): { readonly kind: 'parameters'; readonly values: Readonly<Partial<Record<N, string>>> } | Refusal {
  const values: Partial<Record<N, string>> = {};
  for (const [key, value] of query) {
    const name = names.find((candidate) => candidate === key);
    if (name === undefined) {
      const known = names.length === 0 ? 'This resource takes none.' : `Known here: ${names.join(', ')}.`;
      return refuseParameter(key, `The query parameter ${JSON.stringify(key)} is not known. ${known}`);
    }
    if (values[name] !== undefined) {
      return refuseParameter(key, `The query parameter ${JSON.stringify(key)} is given twice. Send it once.`);
    }
    values[name] = value;
  }
  return { kind: 'parameters', values };
}

/** A 400 that names the parameter at fault. */
export function refuseParameter(parameter: string, detail: string): Refusal {
  return refuse('invalid-parameter', detail, { parameter });
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/** The `limit` of a page: 1 to 200, 50 when it is not given; or the 400. */
export function readLimit(
  text: string | undefined,
): { readonly kind: 'limit'; readonly limit: number } | Refusal {
  if (text === undefined) return { kind: 'limit', limit: DEFAULT_LIMIT };
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return { kind: 'limit', limit };
  return refuseParameter(
    'limit',
    `limit must be a whole number from 1 to ${MAX_LIMIT}, not ${JSON.stringify(text)}.`,
  );
}

/** The 400 for whatever stands in the query of a resource that takes no parameters. */
export function refuseParameters(incoming: WriteRequest): Refusal | undefined {
  if (!incoming.hasQuery) return undefined;
  const query = readQuery(incoming.query, []);
  return query.kind === 'refused' ? query : undefined;
}

/** What a request without parameters is refused for by its fields and query alone (400). */
export function refuseFields(incoming: WriteRequest): Refusal | undefined {
  return refuseParameters(incoming) ?? refuseWriteFields(incoming);
}

/** What a request is refused for by its fields alone (400). */
export function refuseWriteFields(incoming: WriteRequest): Refusal | undefined {
  const malformed = refuseMalformed(incoming.method, incoming.preconditions);
  if (malformed !== undefined) return malformed;
  // 9110 9.2.1: a read is safe to repeat anyway, and takes no notice of the key.
  return incoming.method === 'GET' || incoming.method === 'HEAD' ? undefined : refuseMalformedKey(incoming);
}
