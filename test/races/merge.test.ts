// Editors of one document who merge never have to wait for each other, and lose nothing.
import { ChildService, create, read, revisionOf } from './child-service.js';
import { describeOnEachEngine } from './engines.js';
import type { Wire, WireAnswer } from './wire.js';

const CLIENTS = 8;
const LIST = '/v1/collections/merges/documents';

type Members = Record<string, number>;

/** Sends an edit that started from what `base` names. */
function merge(wire: Wire, path: string, base: string, data: object): Promise<WireAnswer> {
  return wire.send({ method: 'POST', path: `${path}/merge`, body: JSON.stringify({ base, data }) });
}

/** Sends a merge until it is applied or found in conflict: 503 says that nothing was applied. */
async function insist(send: () => Promise<WireAnswer>, statuses: number[]): Promise<WireAnswer> {
  for (;;) {
    const answer = await send();
    statuses.push(answer.status);
    if (answer.status !== 503) return answer;
  }
}

describeOnEachEngine((engine) => {
  const edits = engine.rounds(50);
  let service: ChildService;

  beforeAll(async () => {
    service = await ChildService.start(await engine.environment());
    await service.makeCollection('merges');
  });

  afterAll(() => service.remove());

  it(`8 clients who each edit a member of their own ${edits} times never see a conflict, and every edit is a revision`, async () => {
    const path = `${LIST}/apart`;
    const wires = await service.wires(CLIENTS);
    const names = wires.map((_, index) => `member${index}`);
    await create(
      await service.wire(),
      path,
      JSON.stringify(Object.fromEntries(names.map((name) => [name, 0]))),
    );
    const statuses: number[] = [];
    const revisions: number[] = [];
    let joined = 0;

    await Promise.all(
      wires.map(async (wire, index) => {
        for (let edit = 1; edit <= edits; edit++) {
          const seen = await read(wire, path);
          const edited = { ...(JSON.parse(seen.text) as Members), [names[index] ?? '']: edit };
          const answer = await insist(() => merge(wire, path, seen.etag, edited), statuses);
          const item = JSON.parse(answer.text) as { data: Members; merged: boolean };
          if (item.data[names[index] ?? ''] !== edit) throw new Error(`an edit is missing: ${answer.text}`);
          if (item.merged) joined++;
          revisions.push(revisionOf(answer.etag));
        }
      }),
    );

    expect(statuses.filter((status) => status === 200)).toHaveLength(CLIENTS * edits);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    // They did race: else nothing was tested.
    expect(joined).toBeGreaterThan(CLIENTS * edits * 0.1);
    const final = await read(await service.wire(), path);
    expect(JSON.parse(final.text)).toEqual(Object.fromEntries(names.map((name) => [name, edits])));
    expect(revisions.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: CLIENTS * edits }, (_, index) => index + 2),
    );
    expect(revisionOf(final.etag)).toBe(CLIENTS * edits + 1);
    expect(service.failures).toEqual([]);
  });

  it('8 clients who edit one member: of those who saw one state one gets through, and the others are told, with nothing lost', async () => {
    const path = `${LIST}/together`;
    const wires = await service.wires(CLIENTS);
    await create(await service.wire(), path, '{"count":0}');
    const statuses: number[] = [];
    let conflicts = 0;

    const increment = async (wire: Wire): Promise<boolean> => {
      const seen = await read(wire, path);
      const { count } = JSON.parse(seen.text) as Members;
      // A mark of its own tells its edit from the same number that another one wrote.
      const edited = { count: (count ?? 0) + 1, by: `${wires.indexOf(wire)}.${statuses.length}` };
      const answer = await insist(() => merge(wire, path, seen.etag, edited), statuses);
      if (answer.status === 200) return true;
      conflicts++;
      const { current, conflicts: places } = JSON.parse(answer.text) as {
        current: { etag: string; data: Members };
        conflicts: { pointer: string; yours: unknown }[];
      };
      expect(places.find(({ pointer }) => pointer === '/by')?.yours).toBe(edited.by);
      expect(current.etag).not.toBe(seen.etag);
      return false;
    };
    await Promise.all(
      wires.map(async (wire) => {
        for (let done = 0; done < engine.rounds(15);) if (await increment(wire)) done++;
      }),
    );

    expect(new Set(statuses.filter((status) => status !== 503))).toEqual(new Set([200, 409]));
    expect(conflicts).toBeGreaterThan(0);
    const final = await read(await service.wire(), path);
    expect((JSON.parse(final.text) as Members)['count']).toBe(CLIENTS * engine.rounds(15));
    expect(revisionOf(final.etag)).toBe(CLIENTS * engine.rounds(15) + 1);
  });
});
