import { Client, type Answer } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';

/** A collection of one test's own, by its URIs. */
export interface Place {
  readonly name: string;
  /** The collection. */
  readonly uri: string;
  /** The list of its documents. */
  readonly list: string;
  /** One document. */
  readonly document: (id: string) => string;
}

/** The one service of a test file, started before its first test and stopped after its last. */
export interface Bench {
  readonly client: Client;
  readonly url: string;
  readonly service: TestService;
  /** The URIs of a collection that nobody else uses; it is not made yet. */
  place(): Place;
  /** The same, made. */
  collection(settings?: string): Promise<Place>;
}

/** Starts the service of this file. When the file is done, nothing may have been logged as a failure. */
export function useService(environment: Readonly<Record<string, string>> = {}): Bench {
  let service: TestService | undefined;
  let client: Client | undefined;
  let places = 0;
  beforeAll(async () => {
    service = await startService(environment);
    client = new Client(service.url);
  });
  afterAll(async () => {
    client?.close();
    await service?.stop();
    if (service !== undefined && service.failures.length > 0)
      throw new Error(`the service logged failures: ${service.failures.join('\n')}`);
  });
  const place = (): Place => {
    places += 1;
    return placeNamed(`c${places}`);
  };
  return {
    get client() {
      return started(client);
    },
    get service() {
      return started(service);
    },
    get url() {
      return started(service).url;
    },
    place,
    async collection(settings) {
      const made = place();
      await started(client).makeCollection(made.name, settings);
      return made;
    },
  };
}

/** The URIs of the collection called `name`. */
export function placeNamed(name: string): Place {
  const uri = `/v1/collections/${name}`;
  return { name, uri, list: `${uri}/documents`, document: (id) => `${uri}/documents/${id}` };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the service starts before the first test, not earlier');
  return value;
}

/** Makes a document and returns its tag. */
export async function create(client: Client, uri: string, body = '{"n":1}'): Promise<string> {
  const answer = await client.put(uri, body, { 'If-None-Match': '*' });
  if (answer.status !== 201) throw new Error(`creating ${uri}: ${answer.status} ${answer.text}`);
  return answer.etag;
}

/** Replaces a document and returns its new tag. */
export async function replace(client: Client, uri: string, body = '{"n":2}', tag = '*'): Promise<string> {
  const answer = await client.put(uri, body, { 'If-Match': tag });
  if (answer.status !== 204) throw new Error(`replacing ${uri}: ${answer.status} ${answer.text}`);
  return answer.etag;
}

/** Deletes a document or a collection, whatever its state. */
export async function remove(client: Client, uri: string): Promise<void> {
  const answer = await client.delete(uri, { 'If-Match': '*' });
  if (answer.status !== 204) throw new Error(`deleting ${uri}: ${answer.status} ${answer.text}`);
}

/** What a problem says. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly [member: string]: unknown;
}

/** A frame of a stack, a word of SQL or of a framework: what no answer may hold. */
export const INSIDE =
  /\n\s+at |\.[jt]s:\d|node_modules|node:internal|\b(?:sqlite\w*|prisma\w*|nest(?:js)?|express|select|insert|[A-Z]\w*(?:Error|Exception))\b/i;

/**
 * The status of an answer; for an error also the last segment of its type, as in "412 precondition-failed". Throws when
 * an error breaks any of the rules for problems (9457 3, contract 6).
 */
export function told(answer: Answer): string {
  const { status, headers, text } = answer;
  if (status < 400) return String(status);
  const broken: string[] = [];
  const must = (holds: boolean, rule: string) => void (holds || broken.push(rule));
  must(headers['content-type'] === 'application/problem+json', 'Content-Type is application/problem+json');
  must(headers['cache-control'] === 'no-store', 'Cache-Control is no-store');
  must(headers['x-content-type-options'] === 'nosniff', 'X-Content-Type-Options is nosniff');
  must(headers['cross-origin-resource-policy'] === 'same-origin', 'no other site may embed it');
  must(headers.date !== undefined, 'there is a Date');
  must(!INSIDE.test(text), 'no inside words');
  // The answer to HEAD.
  if (text === '' && Number(headers['content-length']) > 0) return String(status);
  const problem = answer.json<ProblemBody>();
  must(problem.status === status, 'the member status is the real status');
  must(/^\/problems\/[a-z-]+$/.test(problem.type), 'type is /problems/...');
  must(typeof problem.title === 'string' && problem.title !== '', 'there is a title');
  must(typeof problem.detail === 'string' && problem.detail !== '', 'there is a detail');
  must(problem.instance.startsWith('/'), 'instance is the path');
  must(headers['content-length'] === String(answer.bytes.length), 'Content-Length is exact');
  if (broken.length > 0) throw new Error(`${status} breaks: ${broken.join('; ')}\n${text}`);
  return `${status} ${problem.type.slice('/problems/'.length)}`;
}

/** Every field of an answer but Date, names in lower case, sorted. */
export function fieldsOf(answer: Answer): readonly string[] {
  const fields: string[] = [];
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    const name = (answer.rawHeaders[at] ?? '').toLowerCase();
    if (name !== 'date') fields.push(`${name}: ${answer.rawHeaders[at + 1]}`);
  }
  return fields.toSorted();
}

/** What GET shows of a resource and of the list it is in: equal before and after a refused write. */
export async function observe(client: Client, ...uris: readonly string[]): Promise<unknown> {
  const answers = await Promise.all(uris.map((uri) => client.get(uri)));
  return answers.map(({ status, headers, text }) => ({ status, etag: headers.etag, text }));
}
