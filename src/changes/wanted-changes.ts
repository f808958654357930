import {
  type Incoming,
  readLimit,
  readQuery,
  refuse,
  refuseMalformed,
  refuseNotAcceptable,
  refuseParameter,
  type Refusal,
} from '../http/index.js';
import { negotiateMediaType, negotiateVariant, type Variant } from '../representation/index.js';
import { type Change, isRemoval, type Sequence } from '../store/index.js';

/** What can be asked of the feed. */
export interface WantedChanges {
  readonly kind: 'wanted';
  /** As a stream of events, or as one page in a coding. */
  readonly as: 'stream' | Variant<'json'>;
  /** Changes behind this one; `now`: behind all there are. */
  readonly since: Sequence | 'now';
  /** Changes of one page; those that are read at a time for a stream. */
  readonly limit: number;
  /** Whether each change of a document shows what it made. */
  readonly data: boolean;
}

/** Whether an answer shows what `change` made: a removal has nothing to show, and an attachment is no JSON. */
export function showsData({ data }: Pick<WantedChanges, 'data'>, { operation, attachment }: Change): boolean {
  return data && !isRemoval(operation) && attachment === null;
}

/** The media type of a stream of events (HTML 9.2). */
export const EVENT_STREAM = 'text/event-stream';

const MEDIA_TYPES = ['application/json', EVENT_STREAM] as const;
const SIZES = { usual: 100, most: 1000 };

/** What the request wants, or why it cannot have it: 406, then 400. */
export function readWantedChanges(incoming: Incoming): WantedChanges | Refusal {
  const as = negotiate(incoming);
  if (typeof as === 'object' && 'problem' in as) return as;
  const query = readQuery(incoming.query, ['since', 'limit', 'include']);
  if (query.kind === 'refused') return query;
  const { since: place, limit: size, include } = query.values;
  const since = as === 'stream' ? readStart(incoming, place) : readSince(place, 0 as Sequence);
  if (typeof since === 'object') return since;
  const limit = readLimit(size, SIZES);
  if (limit.kind === 'refused') return limit;
  if (include !== undefined && include !== 'data') {
    return refuseParameter('include', `include can be "data", not ${JSON.stringify(include)}.`);
  }
  const malformed = refuseMalformed(incoming.method, incoming.preconditions);
  return malformed ?? { kind: 'wanted', as, since, limit: limit.limit, data: include === 'data' };
}

function negotiate({ accept, acceptEncoding }: Incoming): WantedChanges['as'] | Refusal {
  const type = negotiateMediaType(accept, MEDIA_TYPES);
  if (type === undefined) {
    return refuseNotAcceptable({ kind: 'not-acceptable', field: 'Accept', available: MEDIA_TYPES });
  }
  // A coder holds back what it has too little of: events are sent as they are.
  const compressible = type !== EVENT_STREAM;
  const variant = negotiateVariant({ accept: undefined, acceptEncoding }, ['json'], { compressible });
  if ('kind' in variant) return refuseNotAcceptable(variant);
  return type === EVENT_STREAM ? 'stream' : variant;
}

/** Where a stream begins: where the broken one ended, else where the URI says, else now. */
function readStart(incoming: Incoming, place: string | undefined): Sequence | 'now' | Refusal {
  const last = incoming.field('last-event-id') ?? '';
  // HTML 9.2.4: it is empty when no event had an id.
  if (last === '') return readSince(place, 'now');
  const since = parseSequence(last);
  if (since !== undefined) return since;
  const detail = `Last-Event-ID must be the id of an event, a sequence, not ${JSON.stringify(last)}.`;
  return refuse('bad-request', detail, { field: 'Last-Event-ID' });
}

function readSince<T extends Sequence | 'now'>(
  text: string | undefined,
  usual: T,
): T | Sequence | 'now' | Refusal {
  if (text === undefined) return usual;
  const since = text === 'now' ? text : parseSequence(text);
  if (since !== undefined) return since;
  return refuseParameter(
    'since',
    `since must be a sequence, as "last" of a page tells it, or "now", not ${JSON.stringify(text)}.`,
  );
}

function parseSequence(text: string): Sequence | undefined {
  const sequence = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : undefined;
  return Number.isSafeInteger(sequence) ? (sequence as Sequence) : undefined;
}
