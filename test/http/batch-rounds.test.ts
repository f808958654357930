// A batch is judged on snapshots, and committed only if all of them still hold.
import type { DocumentStore } from '../../src/store/index.js';
import { failuresOf, resultsOf, sendBatch } from './batch-support.js';
import { create, placeNamed, replace, told } from './support.js';
import { startWrapped, type WrappedService } from './wrapped-store.js';

let service: WrappedService;
/** What happens between the judgement and the commit of a batch. */
let between: () => Promise<void> = async () => {};
let commits = 0;

beforeAll(async () => {
  service = await startWrapped((store): DocumentStore => ({
    ...store,
    async commitAll(changes, remember) {
      commits += 1;
      await between();
      return store.commitAll(changes, remember);
    },
  }));
});

beforeEach(() => {
  commits = 0;
  between = async () => {};
});

afterAll(async () => {
  await service.stop();
  if (service.failures.length > 0) throw new Error(service.failures.join('\n'));
});

async function prepare(name: string) {
  const place = placeNamed(name);
  await service.client.makeCollection(name);
  const tag = await create(service.client, place.document('a'));
  return { place, tag };
}

describe('somebody is faster than a batch', () => {
  it('and its tag is outdated by then: 412, decided on the new state', async () => {
    const { client } = service;
    const { place, tag } = await prepare('outdated');
    between = async () => void (await replace(client, place.document('a'), '{"theirs":1}'));
    const answer = await sendBatch(client, [
      { method: 'POST', path: place.list, body: {} },
      { method: 'PUT', path: place.document('a'), ifMatch: tag, body: { mine: 1 } },
    ]);
    expect(failuresOf(answer)).toEqual(['424 failed-dependency', '412 precondition-failed']);
    expect(commits).toBe(1);
    expect((await client.get(place.document('a'))).text).toBe('{"theirs":1}');
    expect((await client.get(place.list)).json()['total']).toBe(1);
  });

  it('and its precondition holds all the same: it goes round again, on the new state of all', async () => {
    const { client } = service;
    const { place } = await prepare('again');
    between = async () => {
      if (commits === 1) await replace(client, place.document('a'), '{"theirs":1}');
    };
    const answer = await sendBatch(client, [
      { method: 'PATCH', path: place.document('a'), ifMatch: '*', body: { mine: 1 } },
      { method: 'PUT', path: place.document('b'), ifNoneMatch: '*', body: {} },
    ]);
    expect(resultsOf(answer).map(({ revision }) => revision)).toEqual([3, 1]);
    expect(commits).toBe(2);
    expect((await client.get(place.document('a'))).text).toBe('{"theirs":1,"mine":1}');
  });

  it('and a list that one operation depends on has moved on: 412, nothing is done', async () => {
    const { client } = service;
    const { place } = await prepare('listed');
    const { etag } = await client.get(place.list);
    between = async () => void (await client.post(place.list, '{"theirs":1}'));
    const answer = await sendBatch(client, [
      { method: 'DELETE', path: place.document('a'), ifMatch: '*' },
      { method: 'POST', path: place.list, ifMatch: etag, body: {} },
    ]);
    expect(failuresOf(answer)).toEqual(['424 failed-dependency', '412 precondition-failed']);
    expect((await client.get(place.document('a'))).status).toBe(200);
  });

  it('what only has to stay as it is changes: the batch does not succeed on an old state', async () => {
    const { client } = service;
    const { place, tag } = await prepare('kept');
    between = async () => void (await replace(client, place.document('a'), '{"theirs":1}'));
    const answer = await sendBatch(client, [
      { method: 'PUT', path: place.document('a'), ifMatch: tag, body: { n: 1 } },
    ]);
    expect(failuresOf(answer)).toEqual(['412 precondition-failed']);
  });

  it('each time: 503 with Retry-After, and nothing is done', async () => {
    const { client } = service;
    const { place } = await prepare('contended');
    between = async () => void (await replace(client, place.document('a'), `{"theirs":${commits}}`));
    const answer = await sendBatch(client, [
      { method: 'POST', path: place.list, body: {} },
      { method: 'PATCH', path: place.document('a'), ifMatch: '*', body: { mine: 1 } },
    ]);
    expect(told(answer)).toBe('503 contention');
    expect(answer.headers['retry-after']).toBe('1');
    expect((await client.get(place.document('a'))).text).toBe(`{"theirs":${commits}}`);
    expect((await client.get(place.list)).json()['total']).toBe(1);
  });
});
