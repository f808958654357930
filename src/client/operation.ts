import { Held } from './held.js';
import type { Transport } from './transport.js';

/** One write of a batch, and what it will have made when the batch is performed. */
export interface Operation<R> {
  readonly request: Readonly<Record<string, unknown>>;
  readonly result: (result: OperationResult) => R;
}

/** What the service says of one write of a batch that was performed. */
export interface OperationResult {
  readonly id: string;
  readonly etag: string | null;
}

export type Results<O extends readonly Operation<unknown>[]> = {
  -readonly [N in keyof O]: O[N] extends Operation<infer R> ? R : never;
};

/** The writes of one collection as operations of a batch. */
export class Operations<T extends object> {
  constructor(private readonly url: (id?: string) => string) {}

  /** Makes a document; one that is there already fails the batch. The service names it when `id` is not given. */
  create(data: T, id?: string): Operation<Held<T>> {
    const request =
      id === undefined
        ? { method: 'POST', path: this.#path(), body: data }
        : { method: 'PUT', path: this.#path(id), ifNoneMatch: '*', body: data };
    return { request, result: heldWith(data) };
  }

  /** Replaces what the handle holds; when it has changed meanwhile, the batch fails. */
  replace(held: Held<T>, data: T): Operation<Held<T>> {
    const request = { method: 'PUT', path: this.#path(held.id), ifMatch: held.etag, body: data };
    return { request, result: heldWith(data) };
  }

  /** Removes what the handle holds; when it has changed meanwhile, the batch fails. */
  remove(held: Held<T>): Operation<undefined> {
    const request = { method: 'DELETE', path: this.#path(held.id), ifMatch: held.etag };
    return { request, result: () => undefined };
  }

  /** As in the request line. */
  #path(id?: string): string {
    return new URL(this.url(id)).pathname;
  }
}

function heldWith<T>(data: T): (result: OperationResult) => Held<T> {
  return ({ id, etag }) => new Held(id, etag ?? '', data);
}

/** Performs all of `operations` or none. Throws a Problem whose `results` say what is the matter with each. */
export async function perform<const O extends readonly Operation<unknown>[]>(
  transport: Transport,
  operations: O,
  signal?: AbortSignal,
): Promise<Results<O>> {
  const { content } = await transport.write({
    method: 'POST',
    url: transport.url('batch'),
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ operations: operations.map(({ request }) => request) }),
    signal,
  });
  const { results } = JSON.parse(content) as { results: OperationResult[] };
  return operations.map((operation, n) => operation.result(results[n] as OperationResult)) as Results<O>;
}
