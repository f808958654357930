// F7: no entity-tag is ever issued twice for another state, whatever is deleted and made again, also across restarts.
import { Chance, SEED } from './chance.js';
import { ChildService, create, read, remove, replace, revisionOf } from './child-service.js';
import { describeOnEachEngine } from './engines.js';
import { tally } from './volley.js';
import type { Wire, WireAnswer } from './wire.js';

/** A document that is made and deleted again and again, always with the same content. */
class Cat {
  readonly old: string[] = [];
  /** Statuses and revisions that should not have been. */
  readonly surprises: string[] = [];
  /** Answers to writes and reads with old tags. */
  readonly refusals: WireAnswer[] = [];
  readonly rereads: WireAnswer[] = [];
  readonly #chance = new Chance();

  constructor(readonly path: string) {}

  create(own: Wire): Promise<WireAnswer> {
    return create(own, this.path, '{"name":"always the same"}');
  }

  async live(own: Wire, times: number): Promise<void> {
    for (let life = 1; life <= times; life++) {
      const { status, etag } = await this.create(own);
      if (status !== 201 || revisionOf(etag) !== 2 * this.old.length + 1)
        this.surprises.push(`${status} ${etag}`);
      if (life === times) {
        const tag = this.#chance.pick(this.old);
        await this.tryOld(own, tag);
      }
      const deleted = await remove(own, this.path, etag);
      if (deleted.status !== 204) this.surprises.push(`${deleted.status} ${deleted.text}`);
      this.old.push(etag);
    }
  }

  /** Everything that old tags could do harm with. */
  async tryOld(own: Wire, ...tags: readonly string[]): Promise<void> {
    const { path } = this;
    const tag = tags.join(', ');
    this.rereads.push(await read(own, path, ...tags));
    this.refusals.push(
      await replace(own, path, '{"by":"an old tag"}', tag),
      await own.send({ method: 'PATCH', path, body: '{"by":"an old tag"}', fields: { 'If-Match': tag } }),
      await remove(own, path, tag),
    );
  }
}

describeOnEachEngine((engine) => {
  const lives = engine.rounds(60);
  /** How often a document lives in one go, and how many goes come before the stop, before the kill, and after it. */
  const inOne = engine.rounds(25);
  const goes = engine.name === 'SQLite' ? ([4, 3, 3] as const) : ([2, 1, 1] as const);
  const allGoes = goes[0] + goes[1] + goes[2];
  let service: ChildService;
  let wire: Wire;

  beforeAll(async () => {
    service = await ChildService.start(await engine.environment());
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

  it(`R4: four documents live ${allGoes * inOne} times each, through a stop and a kill: no tag comes twice (seed ${SEED})`, async () => {
    const cats = ['a', 'b', 'c', 'd'].map((id) => new Cat(`/v1/collections/lives/documents/${id}`));
    const live = async (rounds: number) => {
      const own = async (cat: Cat) => {
        const connection = await service.wire();
        for (let round = 0; round < rounds; round++) await cat.live(connection, inOne);
      };
      await Promise.all(cats.map(own));
    };
    await live(goes[0]);
    await restart('SIGTERM');
    await live(goes[1]);
    await restart('SIGKILL');
    await live(goes[2]);

    for (const cat of cats) {
      const { old, path, refusals, rereads, surprises } = cat;
      expect(new Set(old).size).toBe(allGoes * inOne);
      const { etag } = await cat.create(wire);
      await cat.tryOld(wire, ...old);
      expect([surprises, tally(rereads), tally(refusals)]).toEqual([
        [],
        { 200: allGoes + 1 },
        { 412: 3 * (allGoes + 1) },
      ]);
      expect((await read(wire, path, ...old, etag)).status).toBe(304);
    }
  });

  it(`R4: a collection lives ${lives} times, through a kill: no list tag names two lists`, async () => {
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

    for (let life = 1; life <= lives; life++) {
      if (life === Math.ceil(lives / 2)) await restart('SIGKILL');
      const made = await create(wire, collection, '{}');
      expect([made.status, revisionOf(made.etag)]).toEqual([201, 2 * life - 1]);
      collectionTags.push(made.etag);
      const empty = await look();
      // Always the same three documents: what differs is only that they were made anew.
      for (const id of ['a', 'b', 'c']) {
        const { etag } = await create(wire, `${list}/${id}`, '{}');
        // Two documents may have one tag, when they were made within a millisecond: it is of one URI that it must not come again.
        documentTags.push(`${id} ${etag}`);
        await look();
      }
      const stale = [...texts.keys()].slice(0, -1).slice(-200);
      expect((await read(wire, list, ...stale)).status).toBe(200);
      const outdated = { 'If-Match': stale.at(-1) ?? empty };
      const post = await wire.send({ method: 'POST', path: list, body: '{}', fields: outdated });
      expect(post.status).toBe(412);
      expect((await remove(wire, `${collection}?recursive=true`, made.etag)).status).toBe(204);
    }
    expect(new Set(collectionTags).size).toBe(lives);
    expect(new Set(documentTags).size).toBe(3 * lives);
    // Three for each life, and the one of the empty list: its bytes, too, are the same each time.
    expect(texts.size).toBe(3 * lives + 1);
  });

  it('after all that the service has reported no failure', () => {
    expect(service.failures).toEqual([]);
  });
});
