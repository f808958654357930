import type { DocumentKey, Operation, Revision, Sequence } from '../../../src/store/index.js';
import { type Judged, keyOf, newName, type Subject } from './subject.js';

type State = 'live' | 'a tombstone' | 'never made';

type Bend = (judged: Judged & { readonly sequence: Sequence }) => Judged;

const CHANGES = ['replace', 'patch', 'merge', 'delete'] as const satisfies readonly Operation[];
const EVERY = ['create', ...CHANGES] as const;

const revision = (by: number): Bend =>
  bend((judged) => ({ revision: ((judged.revision ?? 0) + by) as Revision }));
const settings = (by: number): Bend => bend((judged) => ({ settings: (judged.settings + by) as Revision }));
const sequence = (by: number): Bend => bend((judged) => ({ sequence: (judged.sequence + by) as Sequence }));
const absence: Bend = bend(() => ({ revision: null }));
const asItStands: Bend = bend(() => ({}));

// What is judged right, but for one thing: each guard must hold alone.
function bend(wrong: (judged: Judged & { readonly sequence: Sequence }) => Partial<Judged>): Bend {
  return (judged) => {
    const { sequence: list, ...rest } = { ...judged, ...wrong(judged) };
    // The list is only judged where its guard is the one under test.
    return list === judged.sequence ? rest : { ...rest, sequence: list };
  };
}

const SUPERSEDED: readonly (readonly [Operation, State, string, Bend])[] = [
  ...CHANGES.flatMap((operation) => [
    [operation, 'live', 'the revision before', revision(-1)] as const,
    [operation, 'live', 'a revision to come', revision(1)] as const,
    [operation, 'live', 'absence', absence] as const,
    [operation, 'live', 'older settings', settings(-1)] as const,
    [operation, 'live', 'settings to come', settings(1)] as const,
    [operation, 'live', 'the list one change ago', sequence(-1)] as const,
    [operation, 'live', 'the list after one more change', sequence(1)] as const,
    [operation, 'a tombstone', 'its revision, which only a create may build on', asItStands] as const,
    [operation, 'a tombstone', 'the last live revision', revision(-1)] as const,
    [operation, 'a tombstone', 'absence', absence] as const,
    [operation, 'never made', 'absence, out of which only a create makes something', absence] as const,
    [operation, 'never made', 'a first revision', revision(1)] as const,
  ]),
  ['create', 'live', 'absence', absence],
  ['create', 'live', 'its revision', asItStands],
  ['create', 'live', 'the revision before', revision(-1)],
  ['create', 'a tombstone', 'absence', absence],
  ['create', 'a tombstone', 'the last live revision', revision(-1)],
  ['create', 'a tombstone', 'a revision to come', revision(1)],
  ['create', 'never made', 'a first revision', revision(1)],
  ...(['a tombstone', 'never made'] as const).flatMap((state) => [
    ['create', state, 'older settings', settings(-1)] as const,
    ['create', state, 'settings to come', settings(1)] as const,
    ['create', state, 'the list one change ago', sequence(-1)] as const,
    ['create', state, 'the list after one more change', sequence(1)] as const,
  ]),
];

/** Every guard of a document's commit. */
export function describeGuards(subject: Subject): void {
  // A document in the wanted state, in a collection whose settings and list have a past.
  async function prepare(state: State): Promise<DocumentKey> {
    const name = await subject.newCollection();
    await subject.changeCollection(name, '{"second":true}');
    await subject.changeCollection(name, '{"third":true}');
    await subject.createAll(name, ['neighbour', 'other']);
    const key = keyOf(name, 'subject');
    if (state !== 'never made') {
      await subject.write(key, 'create', '"first"');
      await subject.write(key, 'replace', '"second"');
      await subject.write(key, 'replace', '"third"');
    }
    if (state === 'a tombstone') await subject.write(key, 'delete');
    return key;
  }

  async function judgeWithList(key: DocumentKey) {
    const { collection } = await subject.listState(key.collection);
    return { ...(await subject.judge(key)), sequence: collection.sequence };
  }

  describe('guards', () => {
    it.each(SUPERSEDED)(
      'a %s of a document that is %s expecting %s is superseded and leaves nothing behind',
      async (operation, state, _, wrong) => {
        const key = await prepare(state);
        const before = await subject.observe(key);
        const result = await subject.commit(key, operation, wrong(await judgeWithList(key)), '"lost"');
        expect(result).toEqual({ kind: 'superseded' });
        expect(await subject.observe(key)).toEqual(before);
      },
    );

    it.each([
      ['create', 'never made'],
      ['create', 'a tombstone'],
      ...CHANGES.map((operation) => [operation, 'live'] as const),
    ] as const)(
      'a %s of a document that is %s expecting all that stands is committed',
      async (operation, state) => {
        const key = await prepare(state);
        const judged = await judgeWithList(key);
        expect(await subject.commit(key, operation, judged)).toMatchObject({
          kind: 'committed',
          head: { revision: (judged.revision ?? 0) + 1, sequence: judged.sequence + 1 },
        });
      },
    );

    it.each(EVERY)(
      'a %s in a deleted collection is superseded and leaves nothing behind',
      async (operation) => {
        const key = await prepare(operation === 'create' ? 'never made' : 'live');
        const judged = await subject.judge(key);
        const { revision: now } = await subject.clear(key.collection);
        const before = await subject.observe(key);
        for (const expected of [judged, { ...judged, settings: now }]) {
          expect(await subject.commit(key, operation, expected)).toEqual({ kind: 'superseded' });
        }
        expect(await subject.observe(key)).toEqual(before);
      },
    );

    it('a create in a collection that was never made is superseded and makes none', async () => {
      const key = keyOf(newName());
      const result = await subject.commit(key, 'create', { revision: null, settings: 1 as Revision });
      expect(result).toEqual({ kind: 'superseded' });
      expect(await subject.collections.read(key.collection)).toBeUndefined();
    });

    it('a create judged in an earlier life of the collection is superseded', async () => {
      const key = keyOf(await subject.newCollection());
      const judged = await subject.judge(key);
      await subject.clear(key.collection);
      await subject.makeCollection(key.collection);
      expect(await subject.commit(key, 'create', judged)).toEqual({ kind: 'superseded' });
    });

    it.each(['a neighbour created', 'a neighbour replaced', 'a neighbour deleted'] as const)(
      'a create that expects the list as it was is superseded after %s',
      async (event) => {
        const key = await prepare('never made');
        const judged = await judgeWithList(key);
        const neighbour = keyOf(key.collection, event === 'a neighbour created' ? 'new' : 'neighbour');
        await subject.write(neighbour, OPERATION_OF[event]);
        expect(await subject.commit(key, 'create', judged)).toEqual({ kind: 'superseded' });
        expect(await subject.documents.head(key)).toEqual({ kind: 'absent' });
      },
    );

    it('a change that does not expect the list is committed whatever the neighbours do', async () => {
      const key = await prepare('live');
      const judged = await subject.judge(key);
      await subject.write(keyOf(key.collection, 'neighbour'), 'delete');
      expect(await subject.commit(key, 'replace', judged)).toMatchObject({ kind: 'committed' });
    });

    it('a delete made twice with one judgement is superseded the second time', async () => {
      const key = await prepare('live');
      const judged = await subject.judge(key);
      expect(await subject.commit(key, 'delete', judged)).toMatchObject({ kind: 'committed' });
      expect(await subject.commit(key, 'delete', judged)).toEqual({ kind: 'superseded' });
      expect(await subject.collections.read(key.collection)).toMatchObject({ documents: 2, sequence: 6 });
    });
  });
}

const OPERATION_OF = {
  'a neighbour created': 'create',
  'a neighbour replaced': 'replace',
  'a neighbour deleted': 'delete',
} as const satisfies Record<string, Operation>;
