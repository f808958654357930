// F5, F42, R11: the example that keeps a copy offline, case by case; offline-copy.test.ts has all of it at random.
import { readFileSync, writeFileSync } from 'node:fs';
import { remove, replace, useService } from '../http/support.js';
import { allItems, OfflineCopy, Unreachable, useFiles, type Data, type Policy } from './offline-support.js';

const bench = useService();
const file = useFiles();

/** Decides about a request: what happens before it is sent, and after it was performed. */
type Network = (send: () => Promise<Response>, request: { method: string; uri: string }) => Promise<Response>;

const calm: Network = (send) => send();

/** A copy with a network that the test can replace, and another client to write behind its back. */
async function copies(settings = '{}') {
  const { uri, document, list } = await bench.collection(settings);
  const make = (path = file(), resolve?: Policy) => {
    const state = { network: calm, keys: [] as (string | undefined)[] };
    const copy = new OfflineCopy({
      collection: `${bench.url}${uri}`,
      file: path,
      ...(resolve !== undefined && { resolve }),
      fetch: (target, init) => {
        const { method = 'GET' } = init ?? {};
        if (method !== 'GET') state.keys.push(new Headers(init?.headers).get('Idempotency-Key') ?? undefined);
        return state.network(() => fetch(target, init), { method, uri: target as string });
      },
    });
    return { copy, state, path };
  };
  const there = async (id: string) => {
    const answer = await bench.client.get(document(id));
    return answer.status === 200 ? answer.json<Data>() : answer.status;
  };
  const items = () => allItems(bench.client, list);
  const revisions = async (id: string) =>
    (await bench.client.get(`${document(id)}/revisions`))
      .json<{ items: { operation: string }[] }>()
      .items.map(({ operation }) => operation);
  return { uri, list, document, make, there, items, revisions };
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

const lost = () => Promise.reject(new TypeError('fetch failed'));

/** Performs the writes, loses their answers, and lets `meanwhile` happen behind the client's back: once. */
function losesAnswers(meanwhile: () => Promise<unknown>): Network {
  let done = false;
  return async (send, { method }) => {
    const answer = await send();
    if (method === 'GET' || done) return answer;
    done = true;
    await answer.text();
    await meanwhile();
    return lost();
  };
}

/** A document that `yours` and `theirs` are made of, offline and online. */
async function apart(base: Data, yours: Data | null, theirs: Data | null, resolve?: Policy) {
  const place = await copies();
  const { copy } = place.make(file(), resolve);
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

describe('an answer that was lost', () => {
  it.each(['once more by the same program', 'by the next program, after a kill'])(
    'of a create is no conflict with oneself, though others have gone on: asked for %s',
    async (by) => {
      const { make, document, there, revisions } = await copies();
      const first = make();
      first.copy.put('a', { mine: 1 });
      first.state.network = losesAnswers(() => replace(bench.client, document('a'), '{"mine":1,"theirs":2}'));
      await expect(first.copy.sync()).rejects.toThrow(Unreachable);
      expect(first.copy.pending).toEqual(['a']);
      const next = by.startsWith('once') ? first : make(first.path);
      await next.copy.sync();
      expect([next.copy.conflicts, next.copy.pending]).toEqual([[], []]);
      expect([...next.copy.documents]).toEqual([['a', { mine: 1, theirs: 2 }]]);
      expect(await there('a')).toEqual({ mine: 1, theirs: 2 });
      expect(await revisions('a')).toEqual(['replace', 'create']);
      expect(new Set([...first.state.keys, ...next.state.keys]).size).toBe(1);
    },
  );

  it('of a merge does not bring back what others have removed since', async () => {
    const { make, document, there } = await copies();
    const { copy, state } = make();
    copy.put('a', { n: 0 });
    await copy.sync();
    copy.put('a', { n: 0, mine: 1 });
    state.network = losesAnswers(() => replace(bench.client, document('a'), '{"n":1}'));
    await expect(copy.sync()).rejects.toThrow(Unreachable);
    await copy.sync();
    expect([await there('a'), copy.conflicts]).toEqual([{ n: 1 }, []]);
    expect([...copy.documents.values()]).toEqual([{ n: 1 }]);
  });

  it('of a delete does not delete what others have made since', async () => {
    const { make, document, there } = await copies();
    const { copy, state } = make();
    copy.put('a', { n: 0 });
    await copy.sync();
    copy.remove('a');
    state.network = losesAnswers(() =>
      bench.client.put(document('a'), '{"new":1}', { 'If-None-Match': '*' }),
    );
    await expect(copy.sync()).rejects.toThrow(Unreachable);
    expect(copy.documents.size).toBe(0);
    await copy.sync();
    expect([await there('a'), copy.conflicts]).toEqual([{ new: 1 }, []]);
    expect([...copy.documents.values()]).toEqual([{ new: 1 }]);
  });
});

describe('the order of reading', () => {
  it('since=now first: what happens before, between and after the pages of the list is not missed', async () => {
    const { make, document, list, items } = await copies();
    for (let n = 0; n < 250; n += 1) {
      await bench.client.put(document(`d${1000 + n}`), '{}', { 'If-None-Match': '*' });
    }
    const { copy, state } = make();
    let writes = 0;
    // Before and after each request something is made, changed and deleted.
    const write = async () => {
      writes += 1;
      await bench.client.put(document(`a${writes}`), '{}', { 'If-None-Match': '*' });
      await replace(bench.client, document('d1000'), `{"n":${writes}}`);
      await remove(bench.client, document(`d${1000 + writes}`));
    };
    state.network = async (send, { uri }) => {
      if (uri.includes('/changes?since=') && !uri.includes('since=now')) return send();
      await write();
      const answer = await send();
      await write();
      return answer;
    };
    await copy.sync();
    expect(writes).toBe(2 * 3);
    expect(new Map(copy.documents)).toEqual(await items());
    expect((await bench.client.get(list)).json<{ total: number }>().total).toBe(250);
  });

  it('of the changes: all pages of more than 1000, each with its cursor on the disk', async () => {
    const { make, document, items } = await copies();
    const { copy, path } = make();
    await copy.sync();
    await bench.client.put(document('a'), '{}', { 'If-None-Match': '*' });
    for (let n = 0; n < 1100; n += 1) await replace(bench.client, document('a'), `{"n":${n}}`);
    await copy.sync();
    expect(new Map(copy.documents)).toEqual(await items());
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ cursor: 1101 });
  });
});

describe('a cursor that is lost', () => {
  it('starts anew, and what was not sent yet is kept and sent', async () => {
    const { make, document, items } = await copies();
    const { copy, path } = make();
    copy.put('a', { n: 0 });
    copy.put('b', { n: 0 });
    await copy.sync();
    copy.put('a', { n: 0, mine: 1 });
    copy.put('c', { new: 1 });
    await remove(bench.client, document('b'));
    await replace(bench.client, document('a'), '{"n":1}');
    // As if the service had been restored from a backup that had not come so far.
    const saved = JSON.parse(readFileSync(path, 'utf8')) as Data;
    writeFileSync(path, JSON.stringify({ ...saved, cursor: 1000 }));
    const next = make(path).copy;
    await next.sync();
    expect(new Map(next.documents)).toEqual(await items());
    expect([...next.documents]).toEqual([
      ['a', { n: 1, mine: 1 }],
      ['c', { new: 1 }],
    ]);
  });
});

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

describe('what the service does not take', () => {
  it('is reported with the problem, and kept in the report', async () => {
    const { make, there } = await copies('{"schema":{"properties":{"n":{"type":"number"}}}}');
    const { copy } = make();
    copy.put('a', { n: 'none' });
    copy.put('b', { n: 1 });
    await copy.sync();
    expect(copy.conflicts).toMatchObject([
      { id: 'a', kind: 'refused', yours: { n: 'none' }, problem: { type: '/problems/schema-violation' } },
    ]);
    expect([await there('a'), await there('b'), copy.pending]).toEqual([404, { n: 1 }, []]);
  });

  it('a base that is not known any more: joined here', async () => {
    const { make, document, there } = await copies();
    const { copy, path } = make();
    copy.put('a', { x: 1, y: 1 });
    await copy.sync();
    copy.put('a', { x: 2, y: 1 });
    // As if a backup had been restored that does not have that revision.
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/\\"1\.\w+\\"/g, '\\"1.zzzz\\"'));
    await replace(bench.client, document('a'), '{"x":1,"y":2}');
    const next = make(path).copy;
    await next.sync();
    expect([await there('a'), next.conflicts]).toEqual([{ x: 2, y: 2 }, []]);
  });

  it('a collection that was deleted: an error that says so, and the draft is kept', async () => {
    const { make, uri } = await copies();
    const { copy } = make();
    copy.put('a', { x: 1 });
    await remove(bench.client, uri);
    await expect(copy.sync()).rejects.toThrow('410');
    await expect(copy.follow(new AbortController().signal)).rejects.toThrow('410');
    expect(copy.pending).toEqual(['a']);
  });
});

describe('following', () => {
  it('sends an edit at once, though it waits for others; and shows theirs as they come', async () => {
    const { make, document, there } = await copies();
    const { copy } = make();
    await copy.sync();
    const line = new AbortController();
    const following = copy.follow(line.signal, { pause: 0.01 });
    const start = performance.now();
    for (const n of [1, 2, 3]) {
      copy.put('mine', { n });
      await until(async () => (await bench.client.get(document('mine'))).text === `{"n":${n}}`);
      await bench.client.put(document(`theirs${n}`), '{}', { 'If-None-Match': '*' });
      await until(() => copy.documents.has(`theirs${n}`));
    }
    // Each would have waited for up to 50 seconds.
    expect(performance.now() - start).toBeLessThan(20_000);
    line.abort();
    await following;
    copy.put('mine', { n: 4 });
    expect([await there('mine'), copy.pending]).toEqual([{ n: 3 }, ['mine']]);
  });
});
