import { createHash } from 'node:crypto';
import type {
  AttachmentHead,
  AttachmentKey,
  Condition,
  DocumentKey,
  ListQuery,
  Milliseconds,
  Revision,
  Sequence,
} from '../../../src/store/index.js';
import { read } from '../contract/attachment-steps.js';
import type { StorageUnderTest } from '../contract/subject.js';
import { NAMES } from './history.js';

const field = (name: string) => ({ kind: 'member', path: [name] }) as const;
const CONDITIONS: readonly (readonly Condition[])[] = [
  [],
  [{ field: field('n'), operator: 'gte', values: [1] }],
  [{ field: field('t'), operator: 'eq', values: ['x'] }],
  [{ field: { kind: 'meta', name: 'revision' }, operator: 'gt', values: [1] }],
];
const SORTS: readonly ListQuery['sort'][] = [
  [],
  [{ field: field('n'), descending: true }],
  [{ field: { kind: 'meta', name: 'updatedAt' }, descending: true }],
];

/** Everything that the port tells of a store: what must be the same after a move. */
export async function observeStore(storage: StorageUnderTest): Promise<unknown> {
  const collections = NAMES.collections.map(async (name) => ({
    head: await storage.collections.read(name),
    live: await storage.collections.liveAfter(name, 0 as Sequence),
    feed: await storage.changes.feedState(name),
    pages: await feedFromEverywhere(storage, name),
    lists: await lists(storage, name),
    documents: await Promise.all(NAMES.ids.map((id) => observeDocument(storage, { collection: name, id }))),
  }));
  const answers = NAMES.keys.map((key) => storage.idempotency.find({ scope: 'someone', key }));
  return {
    epochs: [storage.documents.epoch, storage.attachments.epoch],
    list: await storage.collections.list(),
    prunable: await storage.history.prunable(),
    collections: await Promise.all(collections),
    answers: await Promise.all(answers),
  };
}

async function feedFromEverywhere(
  { changes, collections }: StorageUnderTest,
  name: DocumentKey['collection'],
) {
  const last = (await collections.read(name))?.sequence ?? 0;
  const places = Array.from({ length: last + 2 }, (_, since) => since as Sequence);
  return Promise.all(places.map((since) => changes.changes(name, { since, limit: 7 })));
}

async function lists({ documents }: StorageUnderTest, name: DocumentKey['collection']) {
  const queries = CONDITIONS.flatMap((conditions) => SORTS.map((sort) => ({ conditions, sort })));
  return Promise.all(
    queries.map(async ({ conditions, sort }) => [
      await documents.listState(name, conditions),
      await documents.list(name, { conditions, sort, after: undefined, limit: 2 }),
    ]),
  );
}

async function observeDocument(storage: StorageUnderTest, key: DocumentKey) {
  const { documents, history } = storage;
  const page = await history.revisions(key, { limit: 1000 });
  const last = page.kind === 'page' ? page.head.revision : 0;
  const revisions = Array.from({ length: last + 2 }, (_, revision) => revision as Revision);
  const times = page.kind === 'page' ? page.items.flatMap(({ at }) => [at - 1, at]) : [0];
  return {
    page,
    head: await documents.head(key),
    read: await documents.read(key),
    inspect: await documents.inspect(key),
    texts: await Promise.all(revisions.map((revision) => documents.text(key, revision))),
    revisions: await Promise.all(revisions.map((revision) => history.revision(key, revision))),
    moments: await Promise.all(times.map((time) => history.at(key, time as Milliseconds))),
    attachments: await observeAttachments(storage, key),
  };
}

async function observeAttachments(storage: StorageUnderTest, key: DocumentKey) {
  const { attachments } = storage;
  const page = await attachments.list(key, { after: undefined, limit: 10 });
  return {
    state: await attachments.listState(key),
    list: page.kind === 'page' ? { ...page, items: page.items.map(withoutPlace) } : page,
    each: await Promise.all(NAMES.attachments.map((name) => observeAttachment(storage, { ...key, name }))),
  };
}

async function observeAttachment(storage: StorageUnderTest, key: AttachmentKey) {
  const snapshot = await storage.attachments.head(key);
  if (!('attachment' in snapshot)) return snapshot;
  const { attachment } = snapshot;
  const seen = { ...snapshot, attachment: withoutPlace(attachment) };
  if (attachment.upload === null) return seen;
  const bytes = await read(storage, attachment);
  const middle = { first: Math.floor(attachment.size / 3), last: attachment.size - 1 };
  const part = await read(storage, attachment, middle);
  expect(part.equals(bytes.subarray(middle.first))).toBe(true);
  return {
    ...seen,
    digest: createHash('sha256').update(bytes).digest('base64'),
    held: await storage.attachments.holds(attachment.upload),
  };
}

/** Two stores name the bytes of what comes later differently. */
function withoutPlace<T extends AttachmentHead>({ upload, ...head }: T) {
  return { ...head, stored: upload !== null };
}
