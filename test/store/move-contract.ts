import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { DUMPED_BYTES, type DumpRecord, type Restoration, StoreRefusal } from '../../src/store/index.js';
import { DumpCheck } from '../../src/operations/commands/dump/dump-check.js';
import { read } from './contract/attachment-steps.js';
import type { StorageUnderTest } from './contract/subject.js';
import { attachBytes, histories, live, NAMES, type Step } from './move/history.js';
import { observeStore } from './move/observe.js';
import { Clock, type Engine, type Move, move, type Place } from './move/place.js';

const [books, films] = NAMES.collections as readonly [
  (typeof NAMES.collections)[number],
  (typeof NAMES.collections)[number],
];
const [a, b] = NAMES.ids as readonly [(typeof NAMES.ids)[number], (typeof NAMES.ids)[number]];
const SCAN = { collection: books, id: a, name: NAMES.attachments[0] as (typeof NAMES.attachments)[number] };

const settle = (collection = books, settings = '{}'): Step => ({ kind: 'settle', collection, settings });
const write = (text: string, id = a, key?: string): Step => {
  return { kind: 'write', collection: books, id, text, author: null, key };
};

/**
 * Describes what a move keeps. Runs for each pair of engines: everything observable is the same at the other place, and
 * stays the same when both go on alike.
 */
export function describeMove({ from, to, runs }: Move): void {
  describe(`a store that moves from ${from.name} to ${to.name}`, () => {
    const { clock, opened, open, made } = useStores(from);

    it('tells the same of everything, and goes on the same, whatever has happened in it', async () => {
      await fc.assert(
        fc.asyncProperty(histories, histories, async (past, future) => {
          const own = new Clock();
          const place = from.newPlace();
          const source = await open(place, own.now);
          await live(source, past, own);
          const moved = await move({ from: place, to }, own);
          const target = await open(moved, own.now);
          expect(await observeStore(target)).toEqual(await observeStore(source));

          const began = own.time;
          await live(source, future, own);
          own.time = began;
          await live(target, future, own);
          expect(await observeStore(target)).toEqual(await observeStore(source));
          for (const storage of opened.splice(0)) await storage.close();
        }),
        { numRuns: runs },
      );
    });

    it('has the same dump at its new place', async () => {
      const past = fc.sample(histories, { numRuns: 4, seed: 7 }).flat();
      const { place } = await made(...past);
      const moved = await move({ from: place, to }, clock);
      await open(moved);
      const lines = async (at: Place) =>
        (await recordsOf(at, clock)).map((record) => lineOf(record)).toSorted();
      expect(await lines(moved)).toEqual(await lines(place));
    });

    it('is dumped as it was at one moment, whatever is written meanwhile', async () => {
      const { place, storage } = await made(settle(), settle(films), write('{"n":1}'), write('{"n":2}', b), {
        kind: 'attach',
        key: SCAN,
        size: DUMPED_BYTES + 1,
        seed: 1,
      });
      const before = await observeStore(storage);
      const dump = await place.dump(clock.now);
      // The moment is that of the dump, not that of its first record; and answers that come later are none of it.
      await live(storage, [write('{"n":9}', a, 'k2'), settle(films, '{"indexes":["t"]}')], clock);
      const check = new DumpCheck();
      const meanwhile = async function* () {
        for await (const record of dump.records()) {
          check.take(record);
          yield record;
          await live(storage, [write('{"n":3}'), write('{"n":4}', b), { kind: 'sweep' }], clock);
          await attachBytes(storage, SCAN, null);
          await live(storage, [{ kind: 'clear', collection: films }], clock);
        }
        check.end();
      };
      const moved = to.newPlace();
      await moved.restore({ epoch: dump.epoch, records: meanwhile() });
      await dump.close();
      expect(await observeStore(await open(moved))).toEqual(before);
      expect(await observeStore(storage)).not.toEqual(before);
    });

    it('keeps the bytes of its attachments under the names that remembered answers have for them', async () => {
      const { place, storage } = await made(settle(), write('{}'), {
        kind: 'attach',
        key: SCAN,
        size: 2 * DUMPED_BYTES + 3,
        seed: 5,
      });
      const target = await open(await move({ from: place, to }, clock));
      const heads = await Promise.all([storage, target].map(({ attachments }) => attachments.head(SCAN)));
      expect(heads[1]).toEqual(heads[0]);
      const [head] = heads;
      if (head?.kind !== 'live') throw new Error('the attachment is not there');
      const digest = createHash('sha256')
        .update(await read(target, head.attachment))
        .digest('base64');
      expect(digest).toBe(head.attachment.digest);
    });

    it('knows the requests that were performed before the move, but none that has expired', async () => {
      const { place } = await made(settle(), write('{"n":1}', a, 'k1'), write('{"n":2}', b, 'k2'));
      clock.time += 1000;
      const kinds = (await recordsOf(place, clock)).filter(({ kind }) => kind === 'answer');
      expect(kinds).toEqual([expect.objectContaining({ key: 'k2' })]);
      const target = await open(await move({ from: place, to }, clock));
      expect(await target.idempotency.find({ scope: 'someone', key: 'k2' })).toEqual({
        fingerprint: '{"n":2}',
        answer: 'made 1',
      });
      await live(target, [write('{"n":2}', b, 'k2')], clock);
      expect(await target.documents.head({ collection: books, id: b })).toMatchObject({
        head: { revision: 1 },
      });
    });

    it('has an epoch of its own when none is given: no list tag is valid at both places', async () => {
      const { place, storage } = await made(settle(), write('{}'));
      const dump = await place.dump(clock.now);
      const copy = to.newPlace();
      await copy.restore({ epoch: null, records: dump.records() });
      await dump.close();
      const { epoch } = (await open(copy)).documents;
      expect(epoch).toMatch(/^[0-9a-z]+$/);
      expect(epoch).not.toBe(storage.documents.epoch);
    });
  });
}

/** Opens stores for one test, and closes them behind it. */
function useStores(from: Engine) {
  const clock = new Clock();
  const opened: StorageUnderTest[] = [];
  const open = async (place: Place, now = clock.now) => {
    const storage = await place.open(now);
    opened.push(storage);
    return storage;
  };
  afterEach(async () => {
    for (const storage of opened.splice(0)) await storage.close();
  });

  /** A store with this history, and its place. */
  const made = async (...steps: readonly Step[]) => {
    const place = from.newPlace();
    const storage = await open(place);
    await live(storage, steps, clock);
    return { place, storage };
  };
  return { clock, opened, open, made };
}

/** Describes where a store may be moved to, and what is left when it cannot. Runs for each engine as the target. */
export function describeArrival({ from, to }: Omit<Move, 'runs'>): void {
  describe(`a store that arrives on ${to.name}`, () => {
    const { clock, opened, open, made } = useStores(from);

    it('is refused where something is already, and nothing changes there', async () => {
      const { place } = await made(settle(), write('{}'));
      const occupied = to.newPlace();
      const other = await open(occupied);
      await live(other, [settle(films)], clock);
      const before = await observeStore(other);
      await other.close();
      opened.splice(opened.indexOf(other), 1);
      const dump = await place.dump(clock.now);
      const refused = occupied.restore({ epoch: dump.epoch, records: dump.records() });
      await expect(refused).rejects.toThrow(StoreRefusal);
      await dump.close();
      expect(await observeStore(await open(occupied))).toEqual(before);
    });

    it('may be moved to a place that was opened and never used', async () => {
      const { place, storage } = await made(settle(), write('{}'));
      const unused = to.newPlace();
      await (await unused.open(clock.now)).close();
      await unused.restore(await restorationOf(place, clock));
      expect(await observeStore(await open(unused))).toEqual(await observeStore(storage));
    });

    it('leaves nothing when the dump breaks off at its end, and can be moved there again', async () => {
      const { place, storage } = await made(settle(), write('{}'), write('{}', b));
      const restoration = await restorationOf(place, clock);
      const broken = async function* () {
        yield* restoration.records;
        throw new Error('cut off');
      };
      const target = to.newPlace();
      await expect(target.restore({ ...restoration, records: broken() })).rejects.toThrow('cut off');
      const left = await target.open(clock.now);
      expect(await left.history.prunable()).toEqual([]);
      await left.close();
      await target.restore(await restorationOf(place, clock));
      expect(await observeStore(await open(target))).toEqual(await observeStore(storage));
    });

    it.each(['collection', 'document', 'revision', 'attachment', 'attachment-change', 'answer'] as const)(
      'is refused when a %s comes twice',
      async (kind) => {
        const { place } = await made(settle(), write('{}', a, 'k2'), {
          kind: 'attach',
          key: SCAN,
          size: 1,
          seed: 1,
        });
        const { epoch, records } = await restorationOf(place, clock);
        const twice = async function* () {
          for await (const record of records) {
            yield record;
            if (record.kind === kind) yield record;
          }
        };
        const restored = to.newPlace().restore({ epoch, records: twice() });
        await expect(restored).rejects.toThrow(StoreRefusal);
      },
    );
  });
}

/** All records at a place, none of which is read again. */
async function restorationOf(place: Place, clock: Clock): Promise<Restoration> {
  const dump = await place.dump(clock.now);
  const { epoch } = dump;
  const records: DumpRecord[] = [];
  for await (const record of dump.records()) records.push(record);
  await dump.close();
  return {
    epoch,
    records: (async function* () {
      yield* records;
    })(),
  };
}

async function recordsOf(place: Place, clock: Clock): Promise<DumpRecord[]> {
  const records: DumpRecord[] = [];
  for await (const record of (await restorationOf(place, clock)).records) records.push(record);
  return records;
}

function lineOf(record: DumpRecord): string {
  return record.kind === 'bytes'
    ? `bytes ${Buffer.from(record.bytes).toString('base64')}`
    : JSON.stringify(record);
}
