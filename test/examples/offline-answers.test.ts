// F5, R87: how the example with the offline copy takes the answers to what it sends, and that there is none.
import { readFileSync, writeFileSync } from 'node:fs';
import { remove, replace, useService } from '../http/support.js';
import { useCopies, type Network } from './offline-bench.js';
import { Unreachable } from './offline-support.js';

const bench = useService();
const copies = useCopies(bench);

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
