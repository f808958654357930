import {
  type Incoming,
  readCursor,
  readLimit,
  readQuery,
  refuseMalformed,
  refuseParameter,
  type Refusal,
  refuseNotAcceptable,
} from '../http/index.js';
import {
  DOCUMENT_FORMATS,
  type DocumentFormat,
  negotiateVariant,
  type Variant,
} from '../representation/index.js';
import type { Milliseconds, Revision } from '../store/index.js';
import { parseRevision } from './parameters.js';
import { readMoment } from './read-moment.js';

interface PageOfRevisions {
  readonly kind: 'page';
  readonly limit: number;
  readonly before: Revision | undefined;
}

/** What can be asked of a document's list of revisions. */
export type WantedRevisions =
  | (PageOfRevisions & { readonly variant: Variant<DocumentFormat> })
  /** The one that was current at a time. */
  | { readonly kind: 'moment'; readonly time: Milliseconds };

/** What the request wants, or why it cannot have it: 406, then 400. */
export function readRevisionsQuery(incoming: Incoming): WantedRevisions | Refusal {
  const variant = negotiateVariant(incoming, DOCUMENT_FORMATS, { compressible: true });
  if ('kind' in variant) return refuseNotAcceptable(variant);
  const query = readQuery(incoming.query, ['limit', 'cursor', 'at']);
  if (query.kind === 'refused') return query;
  const { limit, cursor, at } = query.values;
  const wanted = at === undefined ? readPage(limit, cursor) : readAt(at, limit ?? cursor);
  if (wanted.kind === 'refused') return wanted;
  const malformed = refuseMalformed(incoming.method, incoming.preconditions);
  return malformed ?? (wanted.kind === 'page' ? { ...wanted, variant } : wanted);
}

function readPage(limitText: string | undefined, cursorText: string | undefined): PageOfRevisions | Refusal {
  const limit = readLimit(limitText);
  if (limit.kind === 'refused') return limit;
  const cursor = readCursor(cursorText, (text) => (parseRevision(text) === undefined ? undefined : text));
  if (cursor.kind === 'refused') return cursor;
  const before = cursor.after === undefined ? undefined : parseRevision(cursor.after);
  return { kind: 'page', limit: limit.limit, before };
}

function readAt(at: string, other: string | undefined): ReturnType<typeof readMoment> {
  if (other === undefined) return readMoment(at, Date.now());
  return refuseParameter('at', 'at finds one revision: leave limit and cursor out.');
}
