// What the example with the offline copy does where two sides cannot be joined, and where they can.
import { remove, replace, useService } from '../http/support.js';
import { useCopies } from './offline-bench.js';
import type { Data, Policy } from './offline-support.js';

const bench = useService();
const copies = useCopies(bench);

/** A document that `yours` and `theirs` are made of, offline and online. */
async function apart(base: Data, yours: Data | null, theirs: Data | null, resolve?: Policy) {
  const place = await copies();
  const { copy } = place.make(undefined, resolve);
  if (Object.keys(base).length > 0) {
    copy.put('a', base);
    await copy.sync();
  }
  if (yours === null) copy.remove('a');
  else copy.put('a', yours);
  if (theirs === null) await remove(bench.client, place.document('a'));
  else await bench.client.put(place.document('a'), JSON.stringify(theirs), { 'If-Match': '*' });
  await copy.sync();
  expect([copy.pending, new Map(copy.documents)]).toEqual([[], await place.items()]);
  const others = [...copy.documents].filter(([id]) => id !== 'a');
  return { copy, others, now: copy.documents.get('a'), conflicts: copy.conflicts };
}

/** Others write `theirs`; `sent` is sent and joined with that; before its answer comes, the user makes `later`. */
async function goOn(sent: Data, theirs: Data, later: Data | null) {
  const place = await copies();
  const { copy, state } = place.make();
  copy.put('a', { x: 1, y: 1 });
  await copy.sync();
  await replace(bench.client, place.document('a'), JSON.stringify(theirs));
  copy.put('a', sent);
  let isFirst = true;
  state.network = async (send, { method }) => {
    const answer = await send();
    if (method === 'GET' || !isFirst) return answer;
    isFirst = false;
    if (later === null) copy.remove('a');
    else copy.put('a', later);
    return answer;
  };
  await copy.sync();
  expect([copy.pending, new Map(copy.documents)]).toEqual([[], await place.items()]);
  return [await place.there('a'), copy.conflicts.map(({ kind }) => kind), copy.documents.size];
}

describe('both sides changed', () => {
  it('different members: joined, nobody is asked', async () => {
    const { now, others, conflicts } = await apart({ x: 1, y: 1 }, { x: 2, y: 1 }, { x: 1, y: 2 });
    expect([now, others, conflicts]).toEqual([{ x: 2, y: 2 }, [], []]);
  });

  it('one place: theirs stays, the whole of what the user wrote is a copy, and it is reported', async () => {
    const { now, others, conflicts } = await apart({ x: 1, y: 1 }, { x: 2, y: 3 }, { x: 4, y: 1 });
    expect(now).toEqual({ x: 4, y: 3 });
    expect(others).toEqual([[expect.stringMatching(/^a~[0-9a-f]{8}$/), { x: 2, y: 3 }]]);
    expect(conflicts).toMatchObject([
      {
        id: 'a',
        kind: 'both-changed',
        base: { x: 1, y: 1 },
        current: { x: 4, y: 1 },
        yours: { x: 2, y: 3 },
        conflicts: [{ pointer: '/x', base: 1, current: 4, yours: 2 }],
        copy: others[0]?.[0],
      },
    ]);
  });

  it('one place, with a policy that decides: its decision is sent, and there is no copy', async () => {
    const { copy, now, others, conflicts } = await apart({ x: 1 }, { x: 2 }, { x: 3 }, ({ merged, yours }) =>
      Promise.resolve({ data: { ...merged, x: [yours?.['x']] } }),
    );
    expect([now, others, conflicts.length]).toEqual([{ x: [2] }, [], 1]);
    copy.dismiss(1);
    expect(copy.conflicts).toEqual([]);
  });

  it('changed here, deleted there: made again with the edit, and reported', async () => {
    const { now, others, conflicts } = await apart({ x: 1 }, { x: 2 }, null);
    expect([now, others]).toEqual([{ x: 2 }, []]);
    expect(conflicts).toMatchObject([{ kind: 'deleted-there', base: { x: 1 }, yours: { x: 2 } }]);
  });

  it('changed here, deleted there, with a policy that accepts it: deleted, the edit is in the report', async () => {
    const { now, conflicts } = await apart({ x: 1 }, { x: 2 }, null, () => ({ data: null }));
    expect([now, conflicts]).toMatchObject([undefined, [{ kind: 'deleted-there', yours: { x: 2 } }]]);
  });

  it('deleted here, changed there: theirs stays, and it is reported that it was not deleted', async () => {
    const { now, others, conflicts } = await apart({ x: 1 }, null, { x: 2 });
    expect([now, others]).toEqual([{ x: 2 }, []]);
    expect(conflicts).toMatchObject([{ kind: 'changed-there', base: { x: 1 }, current: { x: 2 } }]);
  });

  it('deleted here and there: no conflict', async () => {
    const { now, conflicts } = await apart({ x: 1 }, null, null);
    expect([now, conflicts]).toEqual([undefined, []]);
  });

  it('changed alike: no conflict', async () => {
    const { now, conflicts } = await apart({ x: 1 }, { x: 2 }, { x: 2 });
    expect([now, conflicts]).toEqual([{ x: 2 }, []]);
  });

  it('created under one id: the first one stays, the second is a copy', async () => {
    const place = await copies();
    const { copy } = place.make();
    copy.put('__proto__', { mine: 1 });
    await bench.client.put(place.document('__proto__'), '{"theirs":1}', { 'If-None-Match': '*' });
    await copy.sync();
    expect(copy.documents.get('__proto__')).toEqual({ theirs: 1 });
    expect([...copy.documents.values()]).toEqual([{ theirs: 1 }, { mine: 1 }]);
    expect(copy.conflicts).toMatchObject([{ kind: 'both-created', id: '__proto__', yours: { mine: 1 } }]);
    expect(new Map(copy.documents)).toEqual(await place.items());
  });
});

describe('an edit while the one before is on its way', () => {
  it.each<[string, Data, Data, Data | null, unknown]>([
    [
      'is joined with what others did',
      { x: 2, y: 1 },
      { x: 1, y: 2 },
      { x: 3, y: 1 },
      [{ x: 3, y: 2 }, [], 1],
    ],
    ['can take the first one back', { x: 2, y: 1 }, { x: 1, y: 2 }, { x: 1, y: 1 }, [{ x: 1, y: 2 }, [], 1]],
    [
      'keeps both where others were at the same place',
      { x: 2, y: 1 },
      { x: 1, y: 2 },
      { x: 2, y: 3 },
      [{ x: 2, y: 2 }, ['both-changed'], 2],
    ],
    ['deletes what nobody else has changed', { x: 2, y: 1 }, { x: 1, y: 1 }, null, [410, [], 0]],
    [
      'does not delete what others did, unseen',
      { x: 2, y: 1 },
      { x: 1, y: 2 },
      null,
      [{ x: 2, y: 2 }, ['changed-there'], 1],
    ],
  ])('%s', async (_, sent, theirs, later, result) => {
    expect(await goOn(sent, theirs, later)).toEqual(result);
  });

  it('of a document that is deleted and made again before the answer comes', async () => {
    const { make, there } = await copies();
    const { copy, state } = make();
    copy.put('a', { x: 1 });
    await copy.sync();
    copy.remove('a');
    state.network = async (send, { method }) => {
      const answer = await send();
      if (method === 'DELETE') copy.put('a', { x: 2 });
      return answer;
    };
    await copy.sync();
    expect([await there('a'), copy.conflicts, copy.pending]).toEqual([{ x: 2 }, [], []]);
  });
});
