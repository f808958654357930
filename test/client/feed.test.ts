import type { Change } from '../../src/client/index.js';
import { useService } from '../http/support.js';
import { all, Etagere, problemOf } from './client.js';

const service = useService();
const store = () => new Etagere(service.url);

interface Note {
  readonly n: number;
}

describe('watching a collection with the client', () => {
  it('brings every change in order, those committed while it waits at once, and ends when it is told', async () => {
    const { name } = await service.collection();
    const notes = store().collection<Note>(name);
    const start = await notes.create({ n: 1 }, 'a');
    const end = new AbortController();
    const seen: Change<Note>[] = [];
    for await (const change of notes.watch({ since: 0, data: true, signal: end.signal })) {
      seen.push(change);
      if (seen.length === 1) await notes.replace(start, { n: 2 });
      // Nothing is left now: the next one is waited for.
      if (seen.length === 2) setTimeout(() => void notes.create({ n: 3 }, 'b'), 50);
      if (seen.length === 3 && change.held !== undefined) await notes.remove(change.held);
      if (seen.length === 4) setTimeout(() => end.abort(), 50);
    }
    expect(seen.map(({ id, operation, held }) => [id, operation, held?.data])).toEqual([
      ['a', 'create', { n: 1 }],
      ['a', 'replace', { n: 2 }],
      ['b', 'create', { n: 3 }],
      ['b', 'delete', undefined],
    ]);
    expect(seen.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });

  it('begins with what comes next, and goes on behind a sequence', async () => {
    const { name } = await service.collection();
    const notes = store().collection<Note>(name);
    await notes.create({ n: 1 }, 'a');
    const watching = notes.watch();
    const first = watching.next();
    // Nobody can tell when the watch has begun: what is written goes on until it brings something.
    let value: Change<Note> | undefined;
    while (value === undefined) {
      const written = notes.update('b', ({ n }) => ({ n: n + 1 }), { initial: { n: 0 } });
      const result = await Promise.race([first, written.then(() => undefined)]);
      await written;
      value = result?.value ?? undefined;
    }
    await watching.return();
    expect(value).toMatchObject({ id: 'b' });
    expect(value.sequence).toBeGreaterThan(1);
    const rest = notes.watch({ since: value.sequence - 1 });
    expect((await rest.next()).value).toMatchObject({ sequence: value.sequence });
    await rest.return();
  });

  it('says when it cannot go on without missing something', async () => {
    const { name } = await service.collection();
    const lost = all(store().collection(name).watch({ since: 1000 }));
    expect(await problemOf(lost)).toMatchObject({ status: 410, type: 'cursor-lost' });
  });
});

describe('a batch with the client', () => {
  it('makes all or nothing, and hands back what each write made', async () => {
    const notes = store().collection<Note>((await service.collection()).name);
    const others = store().collection<Note>((await service.collection()).name);
    const [a, b] = [await notes.create({ n: 1 }, 'a'), await others.create({ n: 1 }, 'b')];
    const [replaced, , made, named] = await store().batch([
      notes.operation.replace(a, { n: 2 }),
      others.operation.remove(b),
      others.operation.create({ n: 3 }, 'c'),
      others.operation.create({ n: 4 }),
    ]);
    expect((await notes.get('a')).etag).toBe(replaced.etag);
    expect((await others.get('c')).data).toEqual(made.data);
    expect((await others.get(named.id)).etag).toBe(named.etag);
    expect(await others.find('b')).toBeUndefined();

    const late = store().batch([
      notes.operation.replace(replaced, { n: 9 }),
      others.operation.replace(b, { n: 9 }),
    ]);
    const { status, details } = await problemOf(late);
    expect([status, details['results']]).toEqual([412, expect.any(Array)]);
    expect((await notes.get('a')).data).toEqual({ n: 2 });
  });
});

describe('attachments with the client', () => {
  it('are made, read, listed, replaced and removed by their handles', async () => {
    const notes = store().collection<Note>((await service.collection()).name);
    await notes.create({ n: 1 }, 'a');
    const files = notes.attachments('a');
    await files.create('ünïcode.txt', 'one', 'text/plain');
    const first = await files.get('ünïcode.txt');
    expect([await first.content.text(), first.mediaType]).toEqual(['one', 'text/plain']);
    const second = await files.replace(first, new Uint8Array([0, 255]), 'application/octet-stream');
    expect([...new Uint8Array(await (await files.get('ünïcode.txt')).content.arrayBuffer())]).toEqual([
      0, 255,
    ]);
    for (const late of [
      files.replace(first, 'x'),
      files.remove(first),
      files.create(first.name, 'x', 'a/b'),
    ]) {
      expect(await problemOf(late)).toMatchObject({ status: 412 });
    }
    expect((await all(files.list())).map(({ name, etag }) => [name, etag])).toEqual([
      ['ünïcode.txt', second.etag],
    ]);
    await files.remove(second);
    expect(await all(files.list())).toEqual([]);
  });
});
