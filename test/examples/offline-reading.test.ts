// R11, F42: what the example with the offline copy reads, and when.
import { readFileSync, writeFileSync } from 'node:fs';
import { remove, replace, useService } from '../http/support.js';
import { useCopies } from './offline-bench.js';
import type { Data } from './offline-support.js';

const bench = useService();
const copies = useCopies(bench);

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

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
