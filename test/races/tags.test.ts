// F7: no entity-tag is ever issued twice for another state, whatever is deleted and made again, also across restarts.
import { Chance, SEED } from './chance.js';
import { ChildService, create, read, remove, replace, revisionOf } from './child-service.js';
import { tally } from './volley.js';
import type { Wire, WireAnswer } from './wire.js';

let service: ChildService;
let wire: Wire;

beforeAll(async () => {
  service = await ChildService.start();
  await service.makeCollection('lives');
});

beforeEach(async () => {
  wire = await service.wire();
});

afterAll(() => service.remove());

async function restart(signal: NodeJS.Signals): Promise<void> {
  await service.end(signal);
  await service.again();
  wire = await service.wire();
}

/** `values` in pieces of `size`. */
function pieces<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}

/** Every write that an old tag could do harm with. */
async function writeWith(path: string, tag: string): Promise<WireAnswer[]> {
  return [
    await replace(wire, path, '{"by":"an old tag"}', tag),
    await wire.send({ method: 'PATCH', path, body: '{"by":"an old tag"}', fields: { 'If-Match': tag } }),
    await remove(wire, path, tag),
  ];
}

it(`a document with one body lives 1000 times, through a stop and a kill: no tag comes twice (seed ${SEED})`, async () => {
  const chance = new Chance();
  const path = '/v1/collections/lives/documents/cat';
  const body = '{"name":"always the same"}';
  const old: string[] = [];
  const refusals: WireAnswer[] = [];
  const rereads: WireAnswer[] = [];
  let revision = 1;
  for (let life = 1; life <= 1000; life++) {
    if (life === 400) await restart('SIGTERM');
    if (life === 700) await restart('SIGKILL');
    const { status, etag } = await create(wire, path, body);
    expect([status, revisionOf(etag)]).toEqual([201, revision]);
    if (life % 50 === 0) {
      refusals.push(...(await writeWith(path, chance.pick(old))));
      rereads.push(await read(wire, path, chance.pick(old)));
    }
    expect((await remove(wire, path, etag)).status).toBe(204);
    old.push(etag);
    revision += 2;
  }
  expect(new Set(old).size).toBe(1000);

  const last = await create(wire, path, body);
  // Every old tag at once may ask for a 304, or for a write.
  for (const some of pieces(old, 250)) {
    rereads.push(await read(wire, path, ...some));
    refusals.push(...(await writeWith(path, some.join(', '))));
  }
  expect(tally(rereads)).toEqual({ 200: 24 });
  expect(tally(refusals)).toEqual({ 412: 72 });
  expect((await read(wire, path, ...old.slice(-250), last.etag)).status).toBe(304);
});

it('a collection lives 60 times, through a kill: no list tag names two lists', async () => {
  const collection = '/v1/collections/tribe';
  const list = `${collection}/documents`;
  const collectionTags: string[] = [];
  const documentTags: string[] = [];
  const texts = new Map<string, string>();
  /** Reads the list; a tag that was seen before must name the same bytes as then. */
  const look = async () => {
    const { etag, text } = await read(wire, list);
    expect(text).toBe(texts.get(etag) ?? text);
    texts.set(etag, text);
    return etag;
  };

  for (let life = 1; life <= 60; life++) {
    if (life === 30) await restart('SIGKILL');
    const made = await create(wire, collection, '{}');
    expect([made.status, revisionOf(made.etag)]).toEqual([201, 2 * life - 1]);
    collectionTags.push(made.etag);
    const empty = await look();
    // Always the same three documents: what differs is only that they were made anew.
    for (const id of ['a', 'b', 'c']) {
      documentTags.push((await create(wire, `${list}/${id}`, '{}')).etag);
      await look();
    }
    const stale = [...texts.keys()].slice(0, -1).slice(-200);
    expect((await read(wire, list, ...stale)).status).toBe(200);
    const outdated = { 'If-Match': stale.at(-1) ?? empty };
    const post = await wire.send({ method: 'POST', path: list, body: '{}', fields: outdated });
    expect(post.status).toBe(412);
    expect((await remove(wire, `${collection}?recursive=true`, made.etag)).status).toBe(204);
  }
  expect(new Set(collectionTags).size).toBe(60);
  expect(new Set(documentTags).size).toBe(180);
  // Three for each life, and the one of the empty list: its bytes, too, are the same each time.
  expect(texts.size).toBe(181);
});

it('after all that the service has reported no failure', () => {
  expect(service.failures).toEqual([]);
});
