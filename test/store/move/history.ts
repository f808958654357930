import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import {
  type AttachmentKey,
  type AttachmentName,
  type CollectionName,
  type DocumentId,
  DUMPED_BYTES,
  type LimitedRetention,
  type Sequence,
} from '../../../src/store/index.js';
import { bytesOf, stage } from '../contract/attachment-steps.js';
import type { StorageUnderTest } from '../contract/subject.js';
import type { Clock } from './place.js';

/** What a history is made of. Names are few, so that everything happens to everything. */
export const NAMES = {
  collections: ['books', 'films', 'never'] as readonly string[] as readonly CollectionName[],
  ids: ['a', 'B', 'a-~.1'] as readonly string[] as readonly DocumentId[],
  attachments: ['scan', 'é 😀.txt'] as readonly string[] as readonly AttachmentName[],
  keys: ['k1', 'k2'],
} as const;

const TEXTS = [
  '{}',
  '{"n":1.0,"t":"x"}',
  '{ "n" :\t2,\r\n "t" : ["x", "y"] }\n',
  '{"t":"\\u00e9\\/\\n\\u2028 é😀\u2028\u0085","__proto__":{"n":1e2}}',
  `{"n":9007199254740992,"long":"${'"'.replace('"', '\\"').repeat(9000)}"}`,
];
const SETTINGS = [
  '{}',
  '{"indexes":["n","t"]}',
  '{ "history":\n{"keep":1},"indexes":["n"] }',
  '{"preconditions":"optional"}',
];
const SIZES = [0, 1, 4000, DUMPED_BYTES, DUMPED_BYTES + 1, 2 * DUMPED_BYTES];

export type Step =
  | {
      readonly kind: 'write';
      readonly collection: CollectionName;
      readonly id: DocumentId;
      readonly text: string;
      readonly author: string | null;
      readonly key: string | undefined;
    }
  | { readonly kind: 'purge'; readonly collection: CollectionName; readonly id: DocumentId }
  | { readonly kind: 'delete'; readonly collection: CollectionName; readonly id: DocumentId }
  | { readonly kind: 'settle'; readonly collection: CollectionName; readonly settings: string }
  | { readonly kind: 'clear'; readonly collection: CollectionName }
  | {
      readonly kind: 'attach';
      readonly key: AttachmentKey;
      readonly size: number;
      readonly seed: number;
    }
  | { readonly kind: 'detach'; readonly key: AttachmentKey }
  | {
      readonly kind: 'prune';
      readonly collection: CollectionName;
      readonly keep: number;
      readonly rows: number;
    }
  | { readonly kind: 'sweep' };

const collection = fc.constantFrom(...NAMES.collections.slice(0, 2));
const id = fc.constantFrom(...NAMES.ids);
const key = fc.record({ collection, id, name: fc.constantFrom(...NAMES.attachments) });
const write = fc.record({
  kind: fc.constant('write' as const),
  collection,
  id,
  text: fc.constantFrom(...TEXTS),
  author: fc.constantFrom(null, 'ann'),
  key: fc.constantFrom(undefined, ...NAMES.keys),
});
const attach = fc.record({
  kind: fc.constant('attach' as const),
  key,
  size: fc.constantFrom(...SIZES),
  seed: fc.nat(100),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: write },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), collection, id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purge' as const), collection, id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      collection,
      settings: fc.constantFrom(...SETTINGS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), collection }) },
  { weight: 4, arbitrary: attach },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('detach' as const), key }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('prune' as const),
      collection,
      keep: fc.integer({ min: 1, max: 2 }),
      rows: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'sweep' as const }) },
);

const FIRST_COLLECTIONS = NAMES.collections
  .slice(0, 2)
  .map((name): Step => ({ kind: 'settle', collection: name, settings: '{}' }));

/** Creates, replaces, deletes, purges, re-creates; collections that go and come back; attachments; history that is pruned. */
export const histories = fc
  .array(step, { minLength: 10, maxLength: 35 })
  .map((steps): readonly Step[] => FIRST_COLLECTIONS.concat(steps));

/** Takes the steps one after the other, one a millisecond; a step that is not possible is left out. */
export async function live(storage: StorageUnderTest, steps: Iterable<Step>, clock: Clock): Promise<void> {
  for (const each of steps) {
    clock.time += 1;
    await take(storage, each);
  }
}

async function take(storage: StorageUnderTest, each: Step): Promise<unknown> {
  switch (each.kind) {
    case 'write':
      return writeDocument(storage, each);
    case 'delete':
      return deleteDocument(storage, each);
    case 'purge':
      return purgeDocument(storage, each);
    case 'settle':
      return settle(storage, each.collection, each.settings);
    case 'clear':
      return settle(storage, each.collection, null);
    case 'attach':
      return attachBytes(storage, each.key, bytesOf(each.size, each.seed));
    case 'detach':
      return attachBytes(storage, each.key, null);
    case 'prune':
      return prune(storage, each);
    case 'sweep':
      return storage.attachments.sweep({ spare: 0, pieces: 1 });
    default:
      return each satisfies never;
  }
}

async function writeDocument(
  { documents }: StorageUnderTest,
  { collection: owner, id: name, text, author, key: request }: Extract<Step, { kind: 'write' }>,
): Promise<unknown> {
  const snapshot = await documents.inspect({ collection: owner, id: name });
  if (snapshot.kind !== 'open') return undefined;
  const { head } = snapshot;
  return documents.commit(
    {
      key: { collection: owner, id: name },
      operation: head === undefined || head.deleted ? 'create' : 'replace',
      text,
      author,
      expected: { revision: head?.revision ?? null, settings: snapshot.collection.revision },
    },
    request === undefined
      ? undefined
      : {
          scope: 'someone',
          key: request,
          fingerprint: text,
          // Some have expired when all is over.
          lifetime: request === 'k1' ? 5 : 1_000_000_000,
          answer: ({ revision }) => `made ${revision}`,
        },
  );
}

async function deleteDocument(
  { documents }: StorageUnderTest,
  { collection: owner, id: name }: Extract<Step, { kind: 'delete' }>,
): Promise<unknown> {
  const snapshot = await documents.inspect({ collection: owner, id: name });
  if (snapshot.kind !== 'open' || snapshot.head === undefined || snapshot.head.deleted) return undefined;
  const expected = { revision: snapshot.head.revision, settings: snapshot.collection.revision };
  const document = { collection: owner, id: name };
  return documents.commit({ key: document, operation: 'delete', text: null, author: null, expected });
}

async function purgeDocument(
  { documents }: StorageUnderTest,
  { collection: owner, id: name }: Extract<Step, { kind: 'purge' }>,
): Promise<unknown> {
  const snapshot = await documents.inspect({ collection: owner, id: name });
  if (snapshot.kind !== 'open' || snapshot.head === undefined) return undefined;
  const expected = { revision: snapshot.head.revision, settings: snapshot.collection.revision };
  const document = { collection: owner, id: name };
  return documents.commit({ key: document, operation: 'purge', text: null, author: 'eve', expected });
}

async function settle(
  { collections }: StorageUnderTest,
  name: CollectionName,
  settings: string | null,
): Promise<unknown> {
  const head = await collections.read(name);
  if (settings === null && (head === undefined || head.deleted)) return undefined;
  return collections.commit({
    name,
    settings,
    author: 'bob',
    expected: head?.revision ?? null,
    recursive: true,
  });
}

/** Makes `bytes` the attachment's; null removes it. */
export async function attachBytes(
  { attachments }: StorageUnderTest,
  name: AttachmentKey,
  bytes: Buffer | null,
): Promise<unknown> {
  const snapshot = await attachments.inspect(name);
  if (snapshot.kind !== 'open') return undefined;
  const { attachment } = snapshot;
  const absent = attachment === undefined || attachment.deleted;
  if (absent && bytes === null) return undefined;
  return attachments.commit({
    key: name,
    operation: bytes === null ? 'delete' : absent ? 'create' : 'replace',
    content: bytes === null ? null : await stage(attachments, bytes, 'text/plain; charset=utf-8'),
    author: null,
    expected: { revision: attachment?.revision ?? null, settings: snapshot.collection.revision },
  });
}

async function prune(
  { history, collections }: StorageUnderTest,
  { collection: name, keep, rows }: Extract<Step, { kind: 'prune' }>,
): Promise<unknown> {
  const head = await collections.read(name);
  if (head === undefined) return undefined;
  const retention: LimitedRetention = { kind: 'revisions', count: keep };
  const settings = head.revision;
  return history.prune({ collection: name, settings, retention, after: 0 as Sequence, spare: 0, rows });
}
