import { formatPointer, isJsonObject, type JsonObject, type JsonValue } from '../json/index.js';
import { readRoute, type Route } from './operation-target.js';

/** What is wrong with the form of a batch, and where. */
export interface BatchFault {
  /** Into the content of the batch. */
  readonly pointer: string;
  readonly message: string;
}

const METHODS = ['PUT', 'PATCH', 'DELETE', 'POST'] as const;

/** A method that an operation may have. */
export type OperationMethod = (typeof METHODS)[number];

/** The members that are the text of a field. */
type FieldMember = 'ifMatch' | 'ifNoneMatch' | 'contentType';

/** One operation of a batch, well-formed; whether it can be performed is not known yet. */
export interface Operation extends Route, Readonly<Partial<Record<FieldMember, string>>> {
  readonly kind: 'operation';
  /** Its place in the batch, counted from 0. */
  readonly index: number;
  readonly method: OperationMethod;
  /** As it was sent. */
  readonly path: string;
  /** Undefined when there is none. */
  readonly body: JsonValue | undefined;
}

const KNOWN: readonly string[] = ['method', 'path', 'ifMatch', 'ifNoneMatch', 'contentType', 'body'];
const FIELD_MEMBERS: readonly FieldMember[] = ['ifMatch', 'ifNoneMatch', 'contentType'];

/** Reads the operation at `index`; or every fault of its form. */
export function readOperation(
  value: JsonValue,
  index: number,
  basePath: string,
): Operation | { readonly kind: 'faulty'; readonly faults: readonly BatchFault[] } {
  const faults: BatchFault[] = [];
  const wrong = (member: string, message: string) =>
    void faults.push({ pointer: formatPointer(['operations', index, member]), message });
  if (!isJsonObject(value)) {
    return { kind: 'faulty', faults: [{ pointer: `/operations/${index}`, message: 'must be an object' }] };
  }
  for (const name of Object.keys(value)) {
    if (!KNOWN.includes(name)) wrong(name, `is not known; an operation may have ${KNOWN.join(', ')}`);
  }
  const fields: Partial<Record<FieldMember, string>> = {};
  for (const name of FIELD_MEMBERS) {
    const text = own(value, name);
    if (typeof text === 'string') fields[name] = text;
    else if (text !== undefined) wrong(name, 'must be a string, as the value of the header field');
  }
  const method = METHODS.find((known) => known === own(value, 'method'));
  if (method === undefined) wrong('method', `must be one of ${METHODS.join(', ')}`);
  const path = own(value, 'path');
  const route = typeof path === 'string' ? readRoute(path, basePath) : undefined;
  if (route === undefined) wrong('path', describePath(basePath));
  else if (method !== undefined && (method === 'POST') !== leadsToList(route)) {
    wrong('method', 'does not fit the path: a list takes POST, a document takes PUT, PATCH and DELETE');
  }
  for (const name of ['contentType', 'body']) {
    if (method === 'DELETE' && Object.hasOwn(value, name)) wrong(name, 'has no meaning with DELETE');
  }
  if (faults.length > 0 || method === undefined || typeof path !== 'string' || route === undefined) {
    return { kind: 'faulty', faults };
  }
  return { kind: 'operation', index, method, path, ...route, ...fields, body: own(value, 'body') };
}

function own(value: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function leadsToList({ target }: Route): boolean {
  return (target.kind === 'misnamed' ? target.resource : target.kind) === 'list';
}

function describePath(basePath: string): string {
  const list = `${basePath}/v1/collections/{collection}/documents`;
  return `must be the path of a list or of a document, as in a request line: ${list} or ${list}/{id}`;
}
