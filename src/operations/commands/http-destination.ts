import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { parseJson } from '../../json/index.js';
import { type CollectionName, type DocumentId, StoreRefusal } from '../../store/index.js';
import type { Destination, Stored } from './destination.js';

/** How to reach a service. */
export interface ServiceAddress {
  /** With its BASE_PATH. */
  readonly url: string;
  /** A token for it, if it wants one. */
  readonly token: string | undefined;
}

const ROUNDS = 8;
/** Milliseconds that one answer may take. */
const TIMEOUT = 30_000;
/** Milliseconds for which a request is repeated that gets no answer, or one that promises a better one later. */
const PATIENCE = 60_000;
const LATER = new Set([429, 502, 503, 504]);
/** What is wrong with the document, and with no other. */
const BAD_DOCUMENT = new Set([400, 413, 422]);
const FIRST_PAUSE = 50;

type Fields = Readonly<Record<string, string>>;

/** A collection of a service that goes on meanwhile. Every request can be repeated: it has a key of its own. */
export class HttpDestination implements Destination {
  readonly #collection: string;

  constructor(
    private readonly service: ServiceAddress,
    collection: CollectionName,
    /** Whether documents that exist are replaced instead of skipped. */
    private readonly replace: boolean,
    private readonly patience = PATIENCE,
  ) {
    this.#collection = `${service.url.replace(/\/+$/, '')}/v1/collections/${collection}`;
  }

  /** Makes the collection unless it is there. */
  async prepare(): Promise<void> {
    const answer = await this.#put(this.#collection, '{}', { 'If-None-Match': '*' });
    // One that is there may be all that the token is for: making one needs more.
    if (answer.status === 403 && (await this.#exists())) return;
    if (answer.status !== 201 && answer.status !== 412) await this.#giveUp(answer);
  }

  async store(id: DocumentId, text: string): Promise<Stored> {
    const uri = `${this.#collection}/documents/${id}`;
    for (let round = 0; round < ROUNDS; round++) {
      const made = await this.#put(uri, text, { 'If-None-Match': '*' });
      if (made.status === 201) return 'created';
      if (made.status !== 412) return this.#refused(made);
      if (!this.replace) return 'skipped';
      const replaced = await this.#put(uri, text, { 'If-Match': '*' });
      // The tag stays when the bytes are those that are there.
      if (replaced.ok)
        return replaced.headers.get('ETag') === made.headers.get('ETag') ? 'skipped' : 'replaced';
      // It was deleted meanwhile, and can be made.
      if (replaced.status !== 412) return this.#refused(replaced);
    }
    return { fault: `${id} changes too fast to be replaced` };
  }

  async #refused(answer: Response): Promise<Stored> {
    if (!BAD_DOCUMENT.has(answer.status)) return this.#giveUp(answer);
    return { fault: await detailOf(answer) };
  }

  async #giveUp(answer: Response): Promise<never> {
    throw new StoreRefusal(`${this.service.url} answers ${answer.status}: ${await detailOf(answer)}`);
  }

  async #exists(): Promise<boolean> {
    return (await this.#send(this.#collection, { method: 'HEAD' })).ok;
  }

  #put(uri: string, body: string, guard: Fields): Promise<Response> {
    const headers = { ...guard, 'Content-Type': 'application/json', 'Idempotency-Key': uuid() };
    return this.#send(uri, { method: 'PUT', headers, body });
  }

  async #send(uri: string, request: { method: string; headers?: Fields; body?: string }): Promise<Response> {
    const { token } = this.service;
    const headers: Record<string, string> = { ...request.headers };
    if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
    const deadline = performance.now() + this.patience;
    for (let n = 0; ; n++) {
      const signal = AbortSignal.timeout(TIMEOUT);
      const answer = await fetch(uri, { ...request, headers, signal }).catch((error: unknown) =>
        asError(error),
      );
      const wait = answer instanceof Error ? 0 : 1000 * (Number(answer.headers.get('Retry-After')) || 0);
      const delay = Math.max(wait, FIRST_PAUSE * 2 ** Math.min(n, 6));
      const again = answer instanceof Error || LATER.has(answer.status);
      if (again && performance.now() + delay < deadline) {
        await pause(delay);
        continue;
      }
      if (answer instanceof Error)
        throw new StoreRefusal(`${this.service.url} cannot be reached: ${reasonOf(answer)}`);
      return answer;
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** `fetch failed` says nothing; what it was caused by does. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

/** What the service says of a refusal, with the first of its places. */
async function detailOf(answer: Response): Promise<string> {
  try {
    const problem = parseJson(await answer.text()) as {
      readonly detail?: string;
      readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
    };
    const [place] = problem.errors ?? [];
    const where = place === undefined ? '' : ` ${place.pointer || 'The document'} ${place.message}.`;
    return `${problem.detail ?? answer.statusText}${where}`;
  } catch {
    return answer.statusText;
  }
}
