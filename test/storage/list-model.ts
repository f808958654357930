import fc from 'fast-check';
import type { JsonValue } from '../../src/json/index.js';
import type { Storage } from '../../src/storage/index.js';
import {
  type CollectionName,
  type Condition,
  type DocumentId,
  type Field,
  type ListQuery,
  type Operator,
  type Position,
  type Scalar,
  type SortKey,
} from '../../src/store/index.js';
import { belongs, type Known, sorted } from './list-oracle.js';

/** Longer than what an index of PostgreSQL holds of a string; alike up to there. */
const LONG = 'ab'.repeat(250);

const SCALARS: readonly Scalar[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  2,
  100,
  '',
  'a',
  'ab',
  'abc',
  'b',
  'ü',
  '\u{10FFFF}',
  '\uFFFD',
  '\0',
  '\0a',
  '\x01',
  LONG,
  `${LONG}a`,
  `${LONG}b`,
];
const scalar = fc.constantFrom(...SCALARS);
const member: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant({ deep: 'b' }) },
);
const document = fc.record(
  { x: member, y: member, o: fc.record({ z: member }, { requiredKeys: [] }) },
  { requiredKeys: [] },
);

const fields: readonly Field[] = [
  { kind: 'member', path: ['x'] },
  { kind: 'member', path: ['y'] },
  { kind: 'member', path: ['o', 'z'] },
  { kind: 'member', path: ['__proto__'] },
];
const field = fc.constantFrom(...fields);
const operator = fc.constantFrom<Operator>('eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'exists', 'prefix');
const condition: fc.Arbitrary<Condition> = fc
  .tuple(field, operator, fc.array(scalar, { minLength: 1, maxLength: 3 }))
  .map(([on, how, values]) => {
    if (how === 'exists') return { field: on, operator: how, values: [values.length === 1] };
    if (how === 'prefix')
      return { field: on, operator: how, values: [typeof values[0] === 'string' ? values[0] : 'a'] };
    return { field: on, operator: how, values: how === 'in' ? values : values.slice(0, 1) };
  });
const sortKey: fc.Arbitrary<SortKey> = fc.record({
  field: fc.oneof(
    field,
    fc.constantFrom<Field>(
      { kind: 'meta', name: 'id' },
      { kind: 'meta', name: 'updatedAt' },
      { kind: 'meta', name: 'revision' },
    ),
  ),
  descending: fc.boolean(),
});
const query = fc.record({
  conditions: fc.array(condition, { maxLength: 3 }),
  sort: fc.array(sortKey, { maxLength: 2 }),
});

const collection = 'model' as CollectionName;

/** The store and the oracle, fed with the same changes. */
class Both {
  readonly known = new Map<string, Known>();

  constructor(private readonly storage: Storage) {}

  /** Creates, replaces or (with undefined) deletes one document. */
  async write(id: string, value: JsonValue | undefined): Promise<void> {
    const key = { collection, id: id as DocumentId };
    const snapshot = await this.storage.documents.inspect(key);
    if (snapshot.kind !== 'open') throw new Error(snapshot.kind);
    const live = snapshot.head !== undefined && !snapshot.head.deleted;
    if (value === undefined && !live) return;
    const result = await this.storage.documents.commit({
      key,
      operation: value === undefined ? 'delete' : live ? 'replace' : 'create',
      text: value === undefined ? null : JSON.stringify(value),
      author: null,
      expected: { revision: snapshot.head?.revision ?? null, settings: snapshot.collection.revision },
    });
    if (result.kind !== 'committed') throw new Error(result.kind);
    if (value === undefined) this.known.delete(id);
    else this.known.set(id, { id, ...result.head, value });
  }

  /** All ids of a query, page after page. */
  async pages(wanted: Pick<ListQuery, 'conditions' | 'sort'>, limit: number): Promise<string[]> {
    const ids: string[] = [];
    for (let after: Position | undefined; ;) {
      const page = await this.storage.documents.list(collection, { ...wanted, after, limit });
      if (page.kind !== 'page') throw new Error(page.kind);
      if (page.count !== this.expected(wanted).length)
        throw new Error(`count ${page.count} of ${JSON.stringify(wanted)}`);
      ids.push(...page.items.map(({ id }) => id));
      after = page.items.at(-1);
      if (!page.more) return ids;
    }
  }

  expected({ conditions, sort }: Pick<ListQuery, 'conditions' | 'sort'>): string[] {
    return sorted(
      [...this.known.values()].filter((one) => belongs(one, conditions)),
      sort,
    ).map(({ id }) => id);
  }
}

async function declare(storage: Storage, indexes: readonly string[]): Promise<void> {
  const head = await storage.collections.read(collection);
  const settings = JSON.stringify({ indexes });
  await storage.collections.commit({
    name: collection,
    settings,
    author: null,
    expected: head?.revision ?? null,
    recursive: false,
  });
}

/** Describes what lists hold, on storages that `open` makes anew; `runs` is the number of tries of the larger property. */
export function describeListModel(name: string, open: () => Promise<Storage>, runs = 100): void {
  describe(`${name}: lists against a model, with filters, sorts and pages`, () => {
    let storage: Storage;
    let both: Both;

    beforeEach(async () => {
      storage = await open();
      both = new Both(storage);
    });

    afterEach(() => storage.close());

    it.each([
      ['without indexes', []],
      ['with some fields indexed', ['x', 'o.z']],
      ['with all fields indexed', ['x', 'y', 'o.z', '__proto__']],
    ])('%s a query gives what the language says, page by page', async (_, indexes) => {
      await declare(storage, indexes);
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.tuple(
              fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
              fc.option(document, { nil: undefined }),
            ),
            { maxLength: 8 },
          ),
          fc.array(query, { minLength: 1, maxLength: 4 }),
          fc.integer({ min: 1, max: 4 }),
          async (writes, queries, limit) => {
            for (const [id, value] of writes) await both.write(id, value);
            for (const wanted of queries)
              expect(await both.pages(wanted, limit)).toEqual(both.expected(wanted));
          },
        ),
        { numRuns: Math.ceil(0.6 * runs) },
      );
    });

    it('the state of a filtered list changes if and only if the matching set changes', async () => {
      await declare(storage, ['x']);
      const seen = new Map<string, string>();
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(document, { nil: undefined })), {
            minLength: 1,
            maxLength: 5,
          }),
          fc.array(condition, { maxLength: 2 }),
          async (writes, conditions) => {
            for (const [id, value] of writes) {
              await both.write(id, value);
              const state = await storage.documents.listState(collection, conditions);
              if (state.kind !== 'state') throw new Error(state.kind);
              const matching = [...both.known.values()].filter((one) => belongs(one, conditions));
              const set = JSON.stringify(matching.map((one) => `${one.id} ${one.revision}`).toSorted());
              const tag = JSON.stringify([conditions, state.sequence, state.count, state.at]);
              // One tag, one set; one set, one tag.
              expect(seen.get(tag) ?? set).toBe(set);
              expect(seen.get(JSON.stringify([conditions, set])) ?? tag).toBe(tag);
              seen.set(tag, set);
              seen.set(JSON.stringify([conditions, set]), tag);
            }
          },
        ),
        { numRuns: runs },
      );
    });

    it('an index that is declared later finds the documents from before, and those written meanwhile', async () => {
      await declare(storage, []);
      for (let n = 0; n < 450; n++) await both.write(`d${n}`, { x: n % 10, y: `v${n}` });
      await declare(storage, ['x', 'y']);
      await both.write('d3', { x: 77 });
      await both.write('new', { x: 3 });
      await both.write('d13', undefined);
      const three: Pick<ListQuery, 'conditions' | 'sort'> = {
        conditions: [{ field: fields[0] as Field, operator: 'eq', values: [3] }],
        sort: [{ field: fields[1] as Field, descending: true }],
      };
      expect(await both.pages(three, 7)).toEqual(both.expected(three));
      // Again when it is ready.
      await storage.documents.list(collection, { ...three, after: undefined, limit: 1 });
      expect(await both.pages(three, 7)).toEqual(both.expected(three));
    });
  });
}
