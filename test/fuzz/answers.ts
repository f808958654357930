// Reads what came over a connection as strictly as 9112 allows: nothing is skipped, repaired or left over.
import { Buffer } from 'node:buffer';
import { INSIDE } from '../http/support.js';

/** One answer, whole. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

const STATUS_LINE = /^HTTP\/1\.1 ([1-5]\d\d) [\x20-\x7e]*$/;
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([\x20-\x7e]*)$/;
/** Fields that may stand in several lines. */
const LISTS: ReadonlySet<string> = new Set(['link', 'set-cookie', 'vary', 'www-authenticate']);
const TAG = /^(?:W\/)?"[\x21\x23-\x7e]*"$/;
/** What is refused without having been a fault of the service. */
const MEANT_5XX: ReadonlySet<string> = new Set([
  'not-implemented',
  'coding-not-implemented',
  'version-not-supported',
]);

/** More would have had to come. */
export class BrokenOff extends Error {}

/** The answers in `bytes`, interim ones left out. Throws when they are not exactly that. `head`: the first has no content. */
export function readAnswers(bytes: Buffer, head: boolean): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new BrokenOff(`no end of a header section: ${shown(rest)}`);
    const { status, fields } = readHead(rest.subarray(0, end).toString('latin1'));
    rest = rest.subarray(end + 4);
    if (status < 200) continue;
    const empty = (head && answers.length === 0) || status === 204 || status === 304;
    const [body, behind] = empty ? [Buffer.alloc(0), rest] : takeBody(fields, rest);
    rest = behind;
    const answer = { status, fields, body };
    judge(answer, empty);
    answers.push(answer);
  }
  return answers;
}

function readHead(text: string): Pick<RawAnswer, 'status' | 'fields'> {
  const [first = '', ...lines] = text.split('\r\n');
  const status = Number(STATUS_LINE.exec(first)?.[1]);
  if (Number.isNaN(status)) throw new Error(`no status line: ${first}`);
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = FIELD.exec(line) ?? [];
    if (name === '') throw new Error(`no field line: ${JSON.stringify(line)}`);
    const key = name.toLowerCase();
    if (fields.has(key) && !LISTS.has(key)) throw new Error(`two lines of ${name}`);
    fields.set(key, value);
  }
  return { status, fields };
}

function takeBody(fields: RawAnswer['fields'], rest: Buffer): [body: Buffer, rest: Buffer] {
  if (fields.get('transfer-encoding') === 'chunked') return takeChunks(rest);
  const declared = fields.get('content-length');
  if (declared === undefined || !/^\d+$/.test(declared)) throw new Error(`Content-Length is ${declared}`);
  const length = Number(declared);
  if (rest.length < length) throw new BrokenOff(`content of ${length} bytes breaks off after ${rest.length}`);
  return [rest.subarray(0, length), rest.subarray(length)];
}

function takeChunks(bytes: Buffer): [body: Buffer, rest: Buffer] {
  const pieces: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const line = rest.indexOf('\r\n');
    if (line < 0) throw new BrokenOff(`no chunk: ${shown(rest)}`);
    const digits = rest.toString('latin1', 0, line);
    if (!/^[\da-f]{1,8}$/i.test(digits)) throw new Error(`the chunk size ${digits}`);
    const size = parseInt(digits, 16);
    if (rest.length < line + size + 4) throw new BrokenOff(`a chunk breaks off: ${shown(rest)}`);
    pieces.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 2 + size + 2);
    if (size === 0) return [Buffer.concat(pieces), rest];
  }
}

/** Throws when an answer breaks what holds for all of them (contract 6, 9457 3). */
function judge({ status, fields, body }: RawAnswer, empty: boolean): void {
  const etag = fields.get('etag');
  if (etag !== undefined && !TAG.test(etag)) throw new Error(`the tag ${etag}`);
  if (fields.get('x-content-type-options') !== 'nosniff') throw new Error(`${status} may be sniffed`);
  if (fields.has('x-powered-by') || fields.has('server')) throw new Error('it says what it runs on');
  if (status < 400) return;
  if (fields.get('cache-control') !== 'no-store') throw new Error(`${status} may be stored`);
  if (empty) {
    if (status >= 500 && status !== 501 && status !== 505) throw new Error(`status ${status}`);
    return;
  }
  const type = fields.get('content-type');
  if (type !== 'application/problem+json') throw new Error(`${status} is ${type}`);
  const text = body.toString();
  const problem = JSON.parse(text) as { type: string; status: number; title: string; detail: string };
  if (problem.status !== status || problem.title === '' || problem.detail === '')
    throw new Error(`no problem: ${text}`);
  const slug = problem.type.replace('/problems/', '');
  if (status >= 500 && !MEANT_5XX.has(slug)) throw new Error(`${status} ${slug}: ${text}`);
  // Of what was sent, a problem may repeat names and numbers, but no frame of a stack.
  if (/\n\s+at |node_modules|node:internal/.test(text)) throw new Error(`the inside of the service: ${text}`);
  if (INSIDE.test(problem.title)) throw new Error(`words of the inside: ${problem.title}`);
}

function shown(bytes: Buffer): string {
  return JSON.stringify(bytes.toString('latin1', 0, 300));
}
