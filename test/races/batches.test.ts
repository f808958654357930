// F36, F38, F39, R10: batches against batches, single writes and readers.
import { Chance, SEED } from './chance.js';
import { ChildService, create, read, replace, revisionOf } from './child-service.js';
import { describeOnEachEngine } from './engines.js';
import type { Wire, WireAnswer } from './wire.js';

const ACCOUNTS = Array.from({ length: 10 }, (_, n) => `a${n}`);
const START = 100;

interface Account {
  readonly balance: number;
}

function uriOf(collection: string, id: string): string {
  return `/v1/collections/${collection}/documents/${id}`;
}

function batch(wire: Wire, operations: readonly object[]): Promise<WireAnswer> {
  return wire.send({ method: 'POST', path: '/v1/batch', body: JSON.stringify({ operations }) });
}

/** Runs `step` again and again until `done` resolves; returns how often it ran. */
async function until(done: Promise<unknown>, step: () => Promise<void>): Promise<number> {
  const state = { over: false };
  const over = () => void (state.over = true);
  void done.then(over, over);
  let times = 0;
  for (; !state.over; times++) await step();
  return times;
}

function accountUri(id: string): string {
  return uriOf('bank', id);
}

function memberUri(n: number): string {
  return uriOf('polled', `m${n}`);
}

/** The tags in the results of a batch. */
function tagsOf({ text }: WireAnswer): string[] {
  return (JSON.parse(text) as { results: readonly { readonly etag: string }[] }).results.map(
    ({ etag }) => etag,
  );
}

async function numberIn(wire: Wire, id: string): Promise<number> {
  return (JSON.parse((await read(wire, uriOf('pairs', id))).text) as { n: number }).n;
}

describeOnEachEngine((engine) => {
  const transfers = Math.max(6, engine.rounds(25));
  let service: ChildService;

  beforeAll(async () => {
    service = await ChildService.start(await engine.environment());
  });

  afterAll(async () => {
    await service.remove();
    if (service.failures.length > 0) throw new Error(service.failures.join('\n'));
  });

  describe(`batches and single writes of 8 clients (seed ${SEED})`, () => {
    it('F39: transfers keep the total, in every list that is read meanwhile, and nobody gets 5xx', async () => {
      await service.makeCollection('bank');
      const path = accountUri;
      const wire = await service.wire();
      for (const id of ACCOUNTS) await create(wire, path(id), JSON.stringify({ balance: START }));
      const statuses = new Set<number>();
      const written = new Map<string, number>();
      const count = (...ids: readonly string[]) => {
        for (const id of ids) written.set(id, (written.get(id) ?? 0) + 1);
      };

      /** Moves money between two accounts, in the one order or the other. */
      const transfer = async (own: Wire, chance: Chance): Promise<boolean> => {
        const pair = chance.shuffle(ACCOUNTS).slice(0, 2);
        const amount = chance.below(20);
        const operations: object[] = [];
        for (const [index, id] of pair.entries()) {
          const { text, etag } = await read(own, path(id));
          const { balance } = JSON.parse(text) as Account;
          const body = { balance: balance + (index === 0 ? -amount : amount), by: chance.below(1e9) };
          operations.push({ method: 'PUT', path: path(id), ifMatch: etag, body });
        }
        const { status } = await batch(own, chance.shuffle(operations));
        statuses.add(status);
        if (status === 200) count(...pair);
        return status === 200;
      };
      /** A batch without a tag: it goes round again when somebody is faster. */
      const annotate = async (own: Wire, chance: Chance): Promise<boolean> => {
        const ids = chance.shuffle(ACCOUNTS).slice(0, 3);
        const operations = ids.map((id) => {
          return { method: 'PATCH', path: path(id), ifMatch: '*', body: { note: chance.below(1e9) } };
        });
        const { status } = await batch(own, operations);
        statuses.add(status);
        if (status === 200) count(...ids);
        return status === 200;
      };
      /** A single write that would bring an old balance back if its guard did not hold. */
      const rewrite = async (own: Wire, chance: Chance): Promise<boolean> => {
        const id = chance.pick(ACCOUNTS);
        const { text, etag } = await read(own, path(id));
        const { balance } = JSON.parse(text) as Account;
        const body = JSON.stringify({ balance, by: chance.below(1e9) });
        const { status } = await replace(own, path(id), body, etag);
        statuses.add(status);
        if (status === 204) count(id);
        return status === 204;
      };

      const kinds = [transfer, transfer, transfer, transfer, annotate, annotate, rewrite, rewrite];
      const wires = await service.wires(kinds.length);
      const work = Promise.all(
        kinds.map(async (act, index) => {
          const own = wires[index];
          if (own === undefined) throw new Error('one connection for each client');
          const chance = new Chance(SEED + index);
          for (let done = 0; done < transfers;) if (await act(own, chance)) done++;
        }),
      );
      const torn: string[] = [];
      const [reader] = await service.wires(1);
      const looks = await until(work, async () => {
        const { text } = await read(reader ?? wire, '/v1/collections/bank/documents');
        const { items } = JSON.parse(text) as { items: readonly { readonly data: Account }[] };
        const total = items.reduce((sum, { data }) => sum + data.balance, 0);
        if (total !== ACCOUNTS.length * START) torn.push(text);
      });
      await work;

      expect(torn).toEqual([]);
      expect(looks).toBeGreaterThan(5);
      expect(statuses).toEqual(new Set([200, 204, 412]));
      // Every acknowledged write took exactly one revision, and nothing else did.
      for (const id of ACCOUNTS) {
        expect(revisionOf((await read(wire, path(id))).etag)).toBe(1 + (written.get(id) ?? 0));
      }
    }, 30_000);

    it('R10: who has read one member of a batch reads no other one from before it', async () => {
      await service.makeCollection('pairs');
      const ids = ['a', 'b'];
      const wire = await service.wire();
      for (const id of ids) await create(wire, uriOf('pairs', id), '{"n":0}');
      const work = (async () => {
        for (let n = 1; n <= engine.rounds(150); n++) {
          const operations = (n % 2 === 0 ? ids : ids.toReversed()).map((id) => {
            return { method: 'PUT', path: uriOf('pairs', id), ifMatch: '*', body: { n } };
          });
          expect((await batch(wire, operations)).status).toBe(200);
        }
      })();
      const [reader] = await service.wires(1);
      const backwards: string[] = [];
      await until(work, async () => {
        for (const [first = '', second = ''] of [ids, ids.toReversed()]) {
          const seen = await numberIn(reader ?? wire, first);
          const then = await numberIn(reader ?? wire, second);
          if (then < seen) backwards.push(`${first} showed ${seen}, then ${second} ${then}`);
        }
      });
      await work;
      expect(backwards).toEqual([]);
    }, 30_000);

    it('F36: a reader with If-None-Match is shown the tags of committed revisions only', async () => {
      await service.makeCollection('polled');
      const wire = await service.wire();
      const path = memberUri;
      const members = Array.from({ length: Math.max(20, engine.rounds(100)) }, (_, n) => n);
      const [polled, last] = [members.length / 2, members.length - 1];
      const made = await batch(
        wire,
        members.map((n) => ({ method: 'PUT', path: path(n), ifNoneMatch: '*', body: { n: 0 } })),
      );
      let acknowledged = tagsOf(made)[polled] ?? '';
      const committed = new Set([acknowledged]);
      const work = (async () => {
        for (let n = 1; n <= Math.max(20, engine.rounds(40)); n++) {
          // Every second one fails by its very last operation, when all the others have been judged.
          const fails = n % 2 === 0;
          const operations = members.map((m) => {
            return {
              method: 'PUT',
              path: path(m),
              ifMatch: fails && m === last ? '"1.0"' : '*',
              body: { n },
            };
          });
          const answer = await batch(wire, operations);
          expect(answer.status).toBe(fails ? 412 : 200);
          if (fails) continue;
          acknowledged = tagsOf(answer)[polled] ?? '';
          committed.add(acknowledged);
        }
      })();
      const [reader] = await service.wires(1);
      const seen = new Set<string>();
      const outdated: string[] = [];
      await until(work, async () => {
        const known = acknowledged;
        const [, revision = '', time = ''] = /^"(\d+)\.(.+)"$/.exec(known) ?? [];
        // The tag that the next revision may have, at each of the milliseconds to come.
        const now = Math.max(Date.now(), Number.parseInt(time, 36));
        const future = Array.from({ length: 40 }, (_, ahead) => {
          return `"${Number(revision) + 1}.${(now + ahead).toString(36)}"`;
        });
        const { status, etag } = await read(reader ?? wire, path(polled), known, ...future);
        seen.add(etag);
        if (revisionOf(etag) < revisionOf(known)) outdated.push(`${status} ${etag} after ${known}`);
      });
      await work;
      expect(outdated).toEqual([]);
      expect([...seen].filter((tag) => !committed.has(tag))).toEqual([]);
      expect(seen.size).toBeGreaterThan(5);
    }, 30_000);
  });
});
