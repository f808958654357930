import { Attachments } from './attachments.js';
import { Held, type Saved } from './held.js';
import type { KeptTexts } from './kept-texts.js';
import { Operations } from './operation.js';
import { Problem } from './problem.js';
import { listQuery, type ListOptions } from './query.js';
import type { Call, Transport } from './transport.js';
import { update, type Target, type UpdateOptions } from './update.js';
import { type Change, watch, type WatchOptions } from './watch.js';

/** The outcome of a merge that had no conflict. */
export interface Merged<T> {
  readonly held: Held<T>;
  /** Whether somebody else's change is in it too. */
  readonly merged: boolean;
}

interface Item<T> {
  readonly id: string;
  readonly etag: string;
  readonly data: T;
}

const JSON_CONTENT = { 'Content-Type': 'application/json' };

/** A collection whose documents are of type `T`. The client believes the service: nothing is validated here. */
export class Collection<T extends object> {
  /** Its writes as operations of a batch. */
  readonly operation: Operations<T>;

  constructor(
    private readonly transport: Transport,
    private readonly kept: KeptTexts,
    readonly name: string,
  ) {
    this.operation = new Operations((id) => this.#url(id));
  }

  /** The document, or a Problem with status 404 or 410. It is transferred only when it has changed since the last time. */
  async get(id: string, signal?: AbortSignal): Promise<Held<T>> {
    const { etag, text } = await this.kept.read(this.#url(id), signal);
    return new Held(id, etag, JSON.parse(text) as T);
  }

  /** The document, or undefined when it does not exist or was deleted. */
  async find(id: string, signal?: AbortSignal): Promise<Held<T> | undefined> {
    try {
      return await this.get(id, signal);
    } catch (error) {
      if (error instanceof Problem && ABSENCES.has(error.type)) return undefined;
      throw error;
    }
  }

  /** The handle that was saved as JSON. When the document has changed since, a write with it is refused. */
  held({ id, etag, data }: Saved<T>): Held<T> {
    return new Held(id, etag, data);
  }

  /** Makes a document; throws a Problem with status 412 when `id` is taken. The service names it when none is given. */
  async create(data: T, id?: string): Promise<Held<T>> {
    if (id !== undefined) return this.#put(id, { data, guard: ABSENT });
    const body = JSON.stringify(data);
    const call = { method: 'POST', url: this.#url(), headers: JSON_CONTENT, body };
    const { etag, headers } = await this.transport.write(call);
    const made = decodeURIComponent(headers.get('Location')?.split('/').at(-1) ?? '');
    return this.#written(made, etag, body);
  }

  /** Replaces what the handle holds; throws a Problem with status 412 when it has changed meanwhile. */
  replace(held: Held<T>, data: T): Promise<Held<T>> {
    return this.#put(held.id, { data, guard: { 'If-Match': held.etag } });
  }

  /** Changes the members that `patch` names (RFC 7396); throws a Problem with status 412 as `replace` does. */
  async patch(held: Held<T>, patch: object): Promise<Held<T>> {
    const { etag, content } = await this.transport.write({
      method: 'PATCH',
      url: this.#url(held.id),
      headers: {
        'Content-Type': 'application/merge-patch+json',
        'If-Match': held.etag,
        Prefer: 'return=representation',
      },
      body: JSON.stringify(patch),
    });
    return this.#written(held.id, etag, content);
  }

  /**
   * Saves an edit of what the handle holds together with what others changed meanwhile. Throws a Problem with status 409
   * when both changed the same place: its `conflicts` say where, its `merged` is everything else.
   */
  async merge(held: Held<T>, data: T): Promise<Merged<T>> {
    const { content } = await this.transport.write({
      method: 'POST',
      url: `${this.#url(held.id)}/merge`,
      headers: { ...JSON_CONTENT, Prefer: 'return=representation' },
      body: JSON.stringify({ base: held.etag, data }),
    });
    const item = JSON.parse(content) as Item<T> & { readonly merged: boolean };
    return { held: new Held(held.id, item.etag, item.data), merged: item.merged };
  }

  /**
   * Reads, changes and writes, and does so again while others are faster. `change` gets a copy of its own, may be called
   * several times, and returns what the document shall be.
   */
  update(id: string, change: (data: T) => T | Promise<T>, options: UpdateOptions<T> = {}): Promise<Held<T>> {
    const { initial, signal } = options;
    const target: Target<T> = {
      read: () => (initial === undefined ? this.get(id, signal) : this.find(id, signal)),
      write: (held, data, help) =>
        this.#put(id, {
          data,
          guard: held === undefined ? ABSENT : { 'If-Match': held.etag },
          prefer: help ? 'return=representation' : 'return=minimal',
        }),
      merge: (held, data) => this.merge(held, data),
    };
    return update(target, change, options);
  }

  /** Removes what the handle holds; throws a Problem with status 412 when it has changed meanwhile. */
  async remove(held: Held<T>): Promise<void> {
    const url = this.#url(held.id);
    await this.transport.write({ method: 'DELETE', url, headers: { 'If-Match': held.etag } });
    this.kept.forget(url);
  }

  /** The documents that match, page by page as they are taken. */
  async *list(options: ListOptions = {}): AsyncGenerator<Held<T>, void> {
    let next: string | null = this.#url() + listQuery(options);
    while (next !== null) {
      const { signal } = options;
      const headers = { Accept: 'application/json' };
      const { content } = await this.transport.read({ method: 'GET', url: next, headers, signal });
      const page = JSON.parse(content) as { items: Item<T>[]; next: string | null };
      for (const { id, etag, data } of page.items) yield new Held(id, etag, data);
      next = page.next && this.transport.resolve(page.next);
    }
  }

  /** What is committed in this collection, in order and without a gap, for as long as the caller iterates. */
  watch(options: WatchOptions = {}): AsyncGenerator<Change<T>, void> {
    return watch<T>(this.transport, this.transport.url('collections', this.name, 'changes'), options);
  }

  /** The attachments of a document. */
  attachments(id: string): Attachments {
    return new Attachments(this.transport, ['collections', this.name, 'documents', id, 'attachments']);
  }

  async #put(id: string, { data, guard, prefer }: Put<T>): Promise<Held<T>> {
    const body = JSON.stringify(data);
    const headers = { ...JSON_CONTENT, ...guard, ...(prefer && { Prefer: prefer }) };
    const { etag } = await this.transport.write({ method: 'PUT', url: this.#url(id), headers, body });
    return this.#written(id, etag, body);
  }

  /** What was sent is what is stored, byte for byte. */
  #written(id: string, etag: string, text: string): Held<T> {
    this.kept.keep(this.#url(id), { etag, text });
    return new Held(id, etag, JSON.parse(text) as T);
  }

  #url(...id: readonly (string | undefined)[]): string {
    const rest = id.filter((one) => one !== undefined);
    return this.transport.url('collections', this.name, 'documents', ...rest);
  }
}

interface Put<T> {
  readonly data: T;
  readonly guard: NonNullable<Call['headers']>;
  readonly prefer?: string;
}

const ABSENT = { 'If-None-Match': '*' };
const ABSENCES = new Set(['document-not-found', 'gone']);
