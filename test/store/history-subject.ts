import {
  type CollectionHead,
  type CollectionName,
  type CollectionStore,
  type DocumentHead,
  type DocumentKey,
  type DocumentStore,
  type HistoryStore,
  type LimitedRetention,
  type Milliseconds,
  type Operation,
  parseCollectionName,
  parseDocumentId,
  type PruneResult,
  type PruneStep,
  type Revision,
  type Sequence,
} from '../../src/store/index.js';

/** What an adapter hands to the contract of history. */
export interface HistoryUnderTest {
  readonly documents: DocumentStore;
  readonly collections: CollectionStore;
  readonly history: HistoryStore;
  close(): Promise<void>;
}

/** Opens a new, empty storage whose commit times come from `now`. */
export type OpenHistory = (now: () => Milliseconds) => Promise<HistoryUnderTest>;

/** Some moment. */
export const MOMENT = 1_767_225_600_000;
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** A revision as a number, for tests that count. */
export const revision = (n: number): Revision => n as Revision;

/** A moment as a number of milliseconds. */
export const time = (milliseconds: number): Milliseconds => milliseconds as Milliseconds;

let names = 0;

/** A store under test with a clock that only the test moves, and the steps that every test takes. */
export class HistorySubject {
  #storage: HistoryUnderTest | undefined;
  clock = MOMENT;

  constructor(private readonly open: OpenHistory) {}

  get storage(): HistoryUnderTest {
    if (this.#storage === undefined) throw new Error('the storage is opened before the first test');
    return this.#storage;
  }

  get history(): HistoryStore {
    return this.storage.history;
  }

  async start(): Promise<void> {
    this.#storage = await this.open(() => time(this.clock));
  }

  async stop(): Promise<void> {
    await this.#storage?.close();
  }

  /** A collection that no other test uses. */
  async collection(settings = '{}'): Promise<CollectionName> {
    names += 1;
    const name = parseCollectionName(`h${names}`);
    if (name === undefined) throw new Error('no name');
    await this.settle(name, settings);
    return name;
  }

  /** The key of a document in a collection of its own. */
  async document(): Promise<DocumentKey> {
    return keyOf(await this.collection());
  }

  /** Makes or changes a collection; null deletes it with what it holds. */
  async settle(name: CollectionName, settings: string | null): Promise<CollectionHead> {
    const head = await this.storage.collections.read(name);
    const expected = head?.revision ?? null;
    const change = { name, settings, author: null, expected, recursive: true };
    const result = await this.storage.collections.commit(change);
    if (result.kind !== 'committed') throw new Error(result.kind);
    return result.head;
  }

  async head(name: CollectionName): Promise<CollectionHead> {
    const head = await this.storage.collections.read(name);
    if (head === undefined) throw new Error(`no ${name}`);
    return head;
  }

  /** Commits one change, a millisecond later than the one before. The body names its revision. */
  async write(key: DocumentKey, operation?: Operation, author: string | null = null): Promise<DocumentHead> {
    this.clock += 1;
    const snapshot = await this.storage.documents.inspect(key);
    if (snapshot.kind !== 'open') throw new Error(snapshot.kind);
    const { head, collection } = snapshot;
    const absent = head === undefined || head.deleted;
    const result = await this.storage.documents.commit({
      key,
      operation: operation ?? (absent ? 'create' : 'replace'),
      text: operation === 'delete' ? null : bodyOf((head?.revision ?? 0) + 1),
      author,
      expected: { revision: head?.revision ?? null, settings: collection.revision },
    });
    if (result.kind !== 'committed') throw new Error(result.kind);
    return result.head;
  }

  async writeAll(key: DocumentKey, times: number): Promise<void> {
    for (let index = 0; index < times; index += 1) await this.write(key);
  }

  /** One step of pruning under the settings that stand. */
  async step(
    collection: CollectionName,
    retention: LimitedRetention,
    options: Partial<PruneStep> = {},
  ): Promise<PruneResult> {
    const { revision: settings } = await this.head(collection);
    const step = { collection, settings, retention, after: 0 as Sequence, spare: 10 * MINUTE, rows: 200 };
    return this.history.prune({ ...step, ...options });
  }

  /** Steps until there is nothing left to do; returns how many revisions went. */
  async prune(
    collection: CollectionName,
    retention: LimitedRetention,
    options: Partial<PruneStep> = {},
  ): Promise<number> {
    let removed = 0;
    let after = 0 as Sequence;
    for (;;) {
      const result = await this.step(collection, retention, { after, ...options });
      if (result.kind === 'superseded') throw new Error(result.kind);
      removed += result.removed;
      if (!result.more) return removed;
      after = result.through;
    }
  }

  /** The numbers of the revisions that are kept, newest first. */
  async kept(key: DocumentKey): Promise<readonly number[]> {
    const page = await this.history.revisions(key, { limit: 1_000_000 });
    if (page.kind !== 'page') throw new Error(page.kind);
    return page.items.map((item) => item.revision);
  }
}

/** Keep so many revisions of each document. */
export const keep = (count: number): LimitedRetention => ({ kind: 'revisions', count });

/** Keep what was current in so many days. */
export const days = (count: number): LimitedRetention => ({ kind: 'days', count });

/** The key of `id` in `collection`. */
export function keyOf(collection: CollectionName, id = 'a'): DocumentKey {
  const name = parseDocumentId(id);
  if (name === undefined) throw new Error(`${id} is no id`);
  return { collection, id: name };
}

/** The body that {@link HistorySubject.write} stores as a revision: its size in bytes is not that in characters. */
export function bodyOf(n: number): string {
  return `{"é":${n}}`;
}
