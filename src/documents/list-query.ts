import { createHash } from 'node:crypto';
import { Buffer } from 'node:buffer';
import { type Incoming, readLimit, refuseParameter, type Refusal } from '../http/index.js';
import {
  type Condition,
  type DocumentId,
  type ListQuery,
  parseDocumentId,
  type Position,
  querySignature,
  type Revision,
  type SortKey,
} from '../store/index.js';
import { isFilter, parseCondition, parseField, parseSort } from './filter-syntax.js';

/** What a request for a list wants. */
export interface WantedList {
  readonly kind: 'wanted';
  readonly query: ListQuery;
  /** The members to show, as dotted paths; undefined: whole documents. */
  readonly fields: readonly string[] | undefined;
  /** The query without its cursor, as it was written: the URI of the next page differs in the cursor only. */
  readonly parameters: readonly (readonly [string, string])[];
  /** Names the filter: equal for lists of the same documents. */
  readonly filter: string;
  /** Names the page: equal for the same page of the same list. */
  readonly page: string;
}

/** Conditions in one query, and members in one `fields`. */
const MAX_PARTS = 32;

/** Reads the query of a list; or the 400 that names the parameter at fault. */
export function readListQuery(incoming: ListRequest): WantedList | Refusal {
  const text = incoming.queryText;
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const broken = incoming.undecodableParameter;
  if (broken !== undefined)
    return refuseParameter(
      broken,
      `The query parameter ${JSON.stringify(broken)} is not correctly percent-encoded UTF-8.`,
    );
  const wanted = readParameters(incoming.query);
  if (wanted.kind === 'wanted' && text.length <= REMEMBERED_LENGTH) {
    if (remembered.size === REMEMBERED_QUERIES) remembered.clear();
    remembered.set(text, wanted);
  }
  return wanted;
}

type ListRequest = Pick<Incoming, 'query' | 'queryText' | 'undecodableParameter'>;

/** Programs ask for the same few lists again and again, and reading a query costs more than a 304. */
const remembered = new Map<string, WantedList>();
const REMEMBERED_QUERIES = 256;
const REMEMBERED_LENGTH = 512;

function readParameters(parameters: URLSearchParams): WantedList | Refusal {
  const given = new Map<string, string>();
  const conditions: Condition[] = [];
  for (const [name, value] of parameters) {
    if (given.has(name))
      return refuseParameter(name, `The query parameter ${JSON.stringify(name)} is given twice.`);
    // A browser sends every input of a form, also the empty ones.
    if (value === '' && (isFilter(name) || name === 'fields')) continue;
    given.set(name, value);
    if (!isFilter(name)) {
      if (KNOWN.includes(name)) continue;
      const known = `Known here: filter[…], ${KNOWN.join(', ')}.`;
      return refuseParameter(name, `The query parameter ${JSON.stringify(name)} is not known. ${known}`);
    }
    const condition = parseCondition(name, value);
    if ('fault' in condition) return refuseParameter(name, `${name} cannot be used: ${condition.fault}.`);
    conditions.push(condition.value);
  }
  if (conditions.length > MAX_PARTS)
    return refuseParameter('filter', `At most ${MAX_PARTS} filters can be combined.`);
  return readRest(given, conditions);
}

const KNOWN: readonly string[] = ['sort', 'limit', 'cursor', 'fields'];

function readRest(
  given: ReadonlyMap<string, string>,
  conditions: readonly Condition[],
): WantedList | Refusal {
  const sort = readSort(given.get('sort'));
  if (sort.kind === 'refused') return sort;
  const limit = readLimit(given.get('limit'));
  if (limit.kind === 'refused') return limit;
  const fields = readFields(given.get('fields'));
  if (fields.kind === 'refused') return fields;
  const order = { conditions, sort: sort.keys };
  const position = readPosition(given.get('cursor'), order);
  if (position.kind === 'refused') return position;
  const query = { ...order, limit: limit.limit, after: position.after };
  return {
    kind: 'wanted',
    query,
    fields: fields.names,
    parameters: [...given].filter(([name]) => name !== 'cursor'),
    filter: querySignature({ conditions, sort: [] }),
    page: JSON.stringify(query),
  };
}

function readSort(
  text: string | undefined,
): { readonly kind: 'sort'; readonly keys: readonly SortKey[] } | Refusal {
  const parsed = text === undefined ? { value: [] } : parseSort(text);
  if ('fault' in parsed) return refuseParameter('sort', `sort cannot be used: ${parsed.fault}.`);
  if (parsed.value.length > MAX_PARTS)
    return refuseParameter('sort', `sort may have ${MAX_PARTS} keys at most.`);
  return { kind: 'sort', keys: parsed.value };
}

function readFields(
  text: string | undefined,
): { readonly kind: 'fields'; readonly names: readonly string[] | undefined } | Refusal {
  if (text === undefined) return { kind: 'fields', names: undefined };
  const names = text.split(',');
  for (const name of names) {
    const field = parseField(name);
    if ('fault' in field) return refuseParameter('fields', `fields cannot be used: ${field.fault}.`);
    if (field.value.kind === 'meta') {
      return refuseParameter('fields', `fields chooses members of "data"; ${name} is in every item anyway.`);
    }
  }
  if (names.length > MAX_PARTS)
    return refuseParameter('fields', `fields may name ${MAX_PARTS} members at most.`);
  return { kind: 'fields', names };
}

// A cursor is the last document of a page and its revision then: revisions are immutable, so the place stays the same
// whatever is written meanwhile. It is bound to its filter and sort, and to nothing else: no secret, no time.

/** The cursor of the position after the document `id` at `revision` in the list of `query`. */
export function formatPosition(
  { id, revision }: Position,
  query: Pick<ListQuery, 'conditions' | 'sort'>,
): string {
  return Buffer.from(JSON.stringify([digest(query), id, revision])).toString('base64url');
}

function readPosition(
  text: string | undefined,
  query: Pick<ListQuery, 'conditions' | 'sort'>,
): { readonly kind: 'position'; readonly after: Position | undefined } | Refusal {
  if (text === undefined) return { kind: 'position', after: undefined };
  const after = positionOf(text);
  if (after !== undefined && formatPosition(after, query) === text) return { kind: 'position', after };
  return refuseLostPosition();
}

/** 400 for a cursor that is no position of the list that was asked for. */
export function refuseLostPosition(): Refusal {
  const detail =
    'The cursor is no position of this list, with this filter and sort. Take it unchanged from "next".';
  return refuseParameter('cursor', detail);
}

function positionOf(text: string): Position | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value)) return undefined;
    const [, name, revision] = value as unknown[];
    const id: DocumentId | undefined = typeof name === 'string' ? parseDocumentId(name) : undefined;
    return id !== undefined && Number.isSafeInteger(revision)
      ? { id, revision: revision as Revision }
      : undefined;
  } catch {
    return undefined;
  }
}

function digest(query: Pick<ListQuery, 'conditions' | 'sort'>): string {
  return createHash('sha256').update(querySignature(query)).digest('base64url').slice(0, 8);
}
