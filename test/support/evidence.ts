import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exchange } from '../openapi/judge.mjs';

// What all tests see of the service is evidence for or against its OpenAPI documents. It is written down here, one of each
// kind, and judged in one place when all tests are done: test/openapi/evidence-reporter.mjs. Every test that asks a service loads
// this, so it loads nothing of the service itself.

/** Where evidence goes; set by the reporter. Without it nobody asks. */
const FOLDER = process.env['ETAGERE_EVIDENCE'];

/** What tests put in front of every path; documents are judged without it. */
const BASE_PATHS = /^\/(?:stores\/one|store|shelf|shop)(?=[/?]|$)\/?/;

/** Characters of content from which it is not looked at. */
const LONG = 16 * 1024;

/** Exchanges of one kind, by everything but their content, that are looked into: a test may send thousands. */
const ENOUGH = 30;

const known = new Set<string>();
const looked = new Map<string, number>();

/** Writes an exchange down if it is of a new kind. */
export function note(...[request, answer]: Parameters<typeof exchangeOf>): void {
  // What has a Server field was answered by a proxy in front.
  if (FOLDER === undefined || answer.headers['server'] !== undefined) return;
  const outside = kindOf(request, answer);
  const times = looked.get(outside) ?? 0;
  if (times === ENOUGH) return;
  looked.set(outside, times + 1);
  const exchange = exchangeOf(request, answer);
  const kind = [outside, shape(exchange.requestBody), shape(exchange.body)].join(' ');
  if (known.has(kind)) return;
  known.add(kind);
  const test = expect.getState().currentTestName ?? expect.getState().testPath;
  appendFileSync(join(FOLDER, `${process.pid}.ndjson`), `${JSON.stringify({ ...exchange, test })}\n`);
}

/** The exchange as evidence: content only where a schema says something about it. */
export function exchangeOf(
  request: Pick<Exchange, 'method' | 'target'> & {
    readonly headers: Readonly<Record<string, string | readonly string[]>>;
    readonly body: string | Buffer | undefined;
  },
  answer: {
    readonly status: number;
    readonly headers: NodeJS.Dict<string | string[]>;
    readonly text: string;
  },
): Exchange {
  const sent = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  const fields = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method,
    target: asSent(request.target).replace(BASE_PATHS, '/'),
    requestType: sent['content-type'],
    requestBody: 'content-encoding' in sent ? undefined : textOf(request.body?.toString()),
    status: answer.status,
    fields: Object.fromEntries(fields) as Record<string, string>,
    body: isJson(answer.headers) ? textOf(answer.text) : undefined,
  };
}

/** A target as node:http sends it: what it is given it reads as a URL, without dot segments and backslashes. */
function asSent(target: string): string {
  const { pathname, search } = new URL(`http://service${target}`);
  return pathname + search;
}

function textOf(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text.length > LONG ? undefined : text;
}

function isJson(headers: NodeJS.Dict<string | string[]>): boolean {
  return headers['content-encoding'] === undefined && /[/+]json/.test(String(headers['content-type']));
}

/** What tells exchanges apart that a document could speak of differently, but for their content. */
function kindOf(
  { method, target, headers }: Parameters<typeof exchangeOf>[0],
  answer: Parameters<typeof exchangeOf>[1],
): string {
  const [path = '', query = ''] = target.split('?', 2);
  const place = path.replaceAll(/(collections|documents|revisions|attachments|problems)\/[^/]+/g, '$1/*');
  const parameters = query.replaceAll(/(?:\[[^&]*|=[^&]*)/g, '');
  const fields = Object.keys(answer.headers).join();
  return [
    method,
    place,
    parameters,
    headers['Content-Type'],
    answer.status,
    answer.headers['content-type'],
    fields,
  ].join(' ');
}

/** The members of a JSON text and their types. */
function shape(text: string | undefined): string {
  if (text === undefined) return '';
  try {
    return shapeOf(JSON.parse(text), DEEP);
  } catch {
    return 'no JSON';
  }
}

/** Levels of which the document may say something; below them is what was stored. */
const DEEP = 5;

function shapeOf(value: unknown, levels: number): string {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  if (levels === 0) return '…';
  if (Array.isArray(value)) {
    return `[${[...new Set(value.map((one) => shapeOf(one, levels - 1)))].toSorted().join()}]`;
  }
  const members = Object.entries(value).map(([name, member]) => {
    if (name === 'data' || name === 'settings') return name;
    const told = name === 'type' || name === 'operation' ? String(member) : shapeOf(member, levels - 1);
    return `${name}:${told}`;
  });
  return `{${members.toSorted().join()}}`;
}
