import {
  type AttachmentStore,
  type ChangeReader,
  type CollectionChange,
  type CollectionHead,
  type CollectionName,
  type CollectionStore,
  type DocumentChange,
  type DocumentHead,
  type DocumentKey,
  type DocumentStore,
  type HistoryStore,
  type IdempotencyStore,
  isRemoval,
  type ListPage,
  type ListState,
  type Milliseconds,
  type NotCommitted,
  type Operation,
  parseCollectionName,
  parseDocumentId,
  type Revision,
} from '../../../src/store/index.js';

/** What an adapter hands to the contract. */
export interface StorageUnderTest {
  readonly documents: DocumentStore;
  readonly collections: CollectionStore;
  readonly attachments: AttachmentStore;
  readonly idempotency: IdempotencyStore;
  readonly changes: ChangeReader;
  readonly history: HistoryStore;
  close(): Promise<void>;
  /** Closes, and opens the same database again. Left out by an adapter that keeps nothing. */
  reopen?(): Promise<StorageUnderTest>;
}

/** Opens a new, empty storage whose commit times come from `now`. */
export type OpenStorage = (options?: { now?: () => Milliseconds }) => Promise<StorageUnderTest>;

/** What a write was judged against. */
export type Judged = DocumentChange['expected'];

/** Some moment, for tests that set the clock. */
export const MOMENT = 1_767_225_600_000;

let names = 0;

/** A collection name that no other test uses. */
export function newName(prefix = 'c'): CollectionName {
  names += 1;
  return collectionName(`${prefix}-${String(names).padStart(4, '0')}`);
}

/** `text`, which is a collection name. */
export function collectionName(text: string): CollectionName {
  return must(parseCollectionName(text), `${text} as a collection name`);
}

/** The key of `id` in `collection`. */
export function keyOf(collection: CollectionName, id = 'a'): DocumentKey {
  return { collection, id: must(parseDocumentId(id), `${id} as a document id`) };
}

/** `value`, which is there. */
export function must<T>(value: T | undefined | null, what = 'a value'): T {
  if (value === undefined || value === null) throw new Error(`${what} was expected`);
  return value;
}

/** The storage under test with the steps that every test takes. */
export class Subject {
  #storage: StorageUnderTest | undefined;
  #now: () => number = Date.now;

  constructor(private readonly openStorage: OpenStorage) {}

  get documents(): DocumentStore {
    return must(this.#storage, 'an open storage').documents;
  }

  get collections(): CollectionStore {
    return must(this.#storage, 'an open storage').collections;
  }

  get attachments(): AttachmentStore {
    return must(this.#storage, 'an open storage').attachments;
  }

  get idempotency(): IdempotencyStore {
    return must(this.#storage, 'an open storage').idempotency;
  }

  get changes(): ChangeReader {
    return must(this.#storage, 'an open storage').changes;
  }

  get history(): HistoryStore {
    return must(this.#storage, 'an open storage').history;
  }

  async open(): Promise<void> {
    this.#storage = await this.openStorage({ now: () => this.#now() as Milliseconds });
  }

  /** Another storage beside the one that the tests share. */
  openAnother(now?: () => number): Promise<StorageUnderTest> {
    return this.openStorage(now === undefined ? {} : { now: now as () => Milliseconds });
  }

  async close(): Promise<void> {
    await this.#storage?.close();
    this.#storage = undefined;
  }

  /** Closes and opens again what an adapter keeps; false when it keeps nothing. */
  async reopen(): Promise<boolean> {
    const storage = must(this.#storage, 'an open storage');
    if (storage.reopen === undefined) return false;
    this.#storage = await storage.reopen();
    return true;
  }

  useRealClock(): void {
    this.#now = Date.now;
  }

  /** From now on each commit finds the clock at the next of `moments`, and at the last of them for ever. */
  setClock(...moments: readonly number[]): void {
    const rest = [...moments];
    this.#now = () => must(rest.length > 1 ? rest.shift() : rest[0], 'a moment');
  }

  /** A change of a collection that expects what stands, but for what `change` says. */
  async changeCollection(
    name: CollectionName,
    settings: string | null,
    change: Partial<CollectionChange> = {},
  ): ReturnType<CollectionStore['commit']> {
    const head = await this.collections.read(name);
    return this.collections.commit({
      name,
      settings,
      author: null,
      expected: head?.revision ?? null,
      recursive: false,
      ...change,
    });
  }

  /** Makes a collection and returns its head. */
  async makeCollection(name = newName(), settings = '{}'): Promise<CollectionHead> {
    return committed(await this.changeCollection(name, settings));
  }

  /** The name of a new collection. */
  async newCollection(): Promise<CollectionName> {
    return (await this.makeCollection()).name;
  }

  /** Deletes a collection with all that is in it. */
  async clear(name: CollectionName): Promise<CollectionHead> {
    return committed(await this.changeCollection(name, null, { recursive: true }));
  }

  /** What a write of `key` is judged against now. */
  async judge(key: DocumentKey): Promise<Judged & { readonly revision: Revision | null }> {
    const snapshot = await this.documents.inspect(key);
    if (snapshot.kind !== 'open') throw new Error(`${key.collection}: ${snapshot.kind}`);
    return { revision: snapshot.head?.revision ?? null, settings: snapshot.collection.revision };
  }

  /** Commits a change judged as `expected`, whatever comes of it. */
  commit(
    key: DocumentKey,
    operation: Operation,
    expected: Judged,
    text = '{}',
  ): ReturnType<DocumentStore['commit']> {
    return this.documents.commit({
      key,
      operation,
      text: isRemoval(operation) ? null : text,
      author: null,
      expected,
    });
  }

  /** Commits a change that expects what stands, and returns the new head. */
  async write(key: DocumentKey, operation: Operation, text = '{}'): Promise<DocumentHead> {
    return committed(await this.commit(key, operation, await this.judge(key), text));
  }

  /** Creates a document for each id. */
  async createAll(collection: CollectionName, ids: Iterable<string>): Promise<void> {
    await Promise.all([...ids].map((id) => this.write(keyOf(collection, id), 'create')));
  }

  /** The state of a live collection's list. */
  async listState(name: CollectionName): Promise<ListState & { readonly collection: CollectionHead }> {
    const state = await this.documents.listState(name);
    if (state.kind !== 'state') throw new Error(`${name}: ${state.kind}`);
    return state;
  }

  /** A page of a live collection's list. */
  async page(name: CollectionName, limit = 1000, after?: string): Promise<ListPage> {
    const page = await this.documents.list(name, {
      conditions: [],
      sort: [],
      after: after === undefined ? undefined : { id: keyOf(name, after).id, revision: 1 as Revision },
      limit,
    });
    if (page.kind !== 'page') throw new Error(`${name}: ${page.kind}`);
    return page;
  }

  /** Everything the port tells of a document, its collection and its neighbours. */
  async observe(key: DocumentKey) {
    const snapshot = await this.documents.inspect(key);
    const last = snapshot.kind === 'open' ? (snapshot.head?.revision ?? 0) : 0;
    const revisions = Array.from({ length: last + 3 }, (_, revision) => revision as Revision);
    return {
      snapshot,
      head: await this.documents.head(key),
      read: await this.documents.read(key),
      texts: await Promise.all(revisions.map((revision) => this.documents.text(key, revision))),
      state: await this.documents.listState(key.collection),
      page: await this.documents.list(key.collection, {
        conditions: [],
        sort: [],
        after: undefined,
        limit: 1000,
      }),
      collection: await this.collections.read(key.collection),
    };
  }
}

/** The head that a committed change left; throws when there was none. */
export function committed<T>(result: { readonly kind: 'committed'; readonly head: T } | NotCommitted): T {
  if (result.kind !== 'committed') throw new Error(`the change was ${result.kind}`);
  return result.head;
}
