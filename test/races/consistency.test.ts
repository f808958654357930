// F37: an entity-tag and the content beside it are of one state, and no answer is older than what was acknowledged.
import { Buffer } from 'node:buffer';
import { ChildService, create, read, remove, replace } from './child-service.js';
import { describeOnEachEngine } from './engines.js';
import { realTimeFaults, type Sighting, type Version } from './real-time.js';
import type { Wire, WireAnswer } from './wire.js';

const READERS = 8;

/** A read with what it asked, and when. */
interface Read {
  readonly method: 'GET' | 'HEAD';
  readonly asked: readonly string[];
  readonly started: number;
  readonly answer: WireAnswer;
}

/** Reads `path` over and over in every way, until `done` says so. Each reader asks with the tags that it was shown. */
async function readAlong(wire: Wire, path: string, done: () => boolean): Promise<Read[]> {
  const reads: Read[] = [];
  const seen: string[] = [];
  for (let turn = 0; !done(); turn++) {
    const method = turn % 3 === 2 ? 'HEAD' : 'GET';
    // Nothing; the newest tag that this reader knows; a few old ones with it; old ones alone.
    const asked = [[], seen.slice(-1), seen.slice(-4), seen.slice(-5, -1)][turn % 4] ?? [];
    const fields: Record<string, string> = asked.length > 0 ? { 'If-None-Match': asked.join(', ') } : {};
    const started = performance.now();
    const answer = await wire.send({ method, path, fields });
    reads.push({ method, asked, started, answer });
    if (seen.at(-1) !== answer.etag) seen.push(answer.etag);
  }
  return reads;
}

/** How many reads came to each method and status: a run that saw too little proves nothing. */
function tallyReads(reads: readonly Read[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, answer } of reads) {
    const key = `${method} ${answer.status}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** Reads as sightings of versions, and what in them does not fit `texts`: each tag with its content, in order. */
function judge(reads: readonly Read[], texts: ReadonlyMap<string, string>) {
  const faults: string[] = [];
  const places = new Map([...texts.keys()].map((tag, index) => [tag, index]));
  const sightings = reads.map(({ method, asked, started, answer }): Sighting => {
    const { status, etag, text, fields } = answer;
    const wanted = texts.get(etag);
    const how = `${method} ${status} ${etag}`;
    if (status === 304) {
      if (!asked.includes(etag)) faults.push(`${how} does not repeat a tag that was asked with`);
    } else if (method === 'HEAD') {
      if (fields.get('content-length') !== String(Buffer.byteLength(wanted ?? '')))
        faults.push(`${how} has the length of something else`);
    } else if (text !== wanted) faults.push(`${how} came with ${text}, not ${wanted}`);
    return { version: places.get(etag) ?? -1, started, ended: answer.at, how };
  });
  return { faults, sightings };
}

/** A document with a number in it; its length changes with the number. */
const numbered = (n: number) => ({ n, pad: 'x'.repeat(n % 50) });

describeOnEachEngine((engine) => {
  const [replacements, changes] = [engine.rounds(300), engine.rounds(80)];
  let service: ChildService;

  beforeAll(async () => {
    service = await ChildService.start(await engine.environment());
  });

  afterAll(() => service.remove());

  const PLENTY = { 'GET 200': 100, 'GET 304': 25, 'HEAD 200': 50, 'HEAD 304': 10 };

  /** The kinds of answers of which there were too few. */
  function tooFew(reads: readonly Read[]): string[] {
    const counts = tallyReads(reads);
    return Object.entries(PLENTY).flatMap(([kind, least]) =>
      (counts[kind] ?? 0) < engine.rounds(least) ? [`${kind}: ${counts[kind] ?? 0}`] : [],
    );
  }

  /** Runs `write` beside 8 readers of `path`. */
  async function beside(path: string, write: () => Promise<void>): Promise<Read[]> {
    let done = false;
    const wires = await service.wires(READERS);
    const readers = wires.map((wire) => readAlong(wire, path, () => done));
    try {
      await write();
    } finally {
      done = true;
    }
    return (await Promise.all(readers)).flat();
  }

  it(`R45: a document that is changed ${replacements} times beside 8 readers: tag and body belong together, none is outdated`, async () => {
    await service.makeCollection('single');
    const path = '/v1/collections/single/documents/one';
    const writer = await service.wire();
    const first = await create(writer, path, JSON.stringify(numbered(0)));
    const versions: Version[] = [{ sent: 0, acknowledged: first.at }];
    const texts = new Map([[first.etag, JSON.stringify(numbered(0))]]);

    const reads = await beside(path, async () => {
      let { etag } = first;
      for (let n = 1; n <= replacements; n++) {
        const text = JSON.stringify(numbered(n));
        const sent = performance.now();
        const answer = await replace(writer, path, text, etag);
        ({ etag } = answer);
        versions.push({ sent, acknowledged: answer.at });
        texts.set(etag, text);
      }
    });

    expect(texts.size).toBe(replacements + 1);
    const { faults, sightings } = judge(reads, texts);
    expect(faults).toEqual([]);
    expect(realTimeFaults(versions, sightings)).toEqual([]);
    expect(tooFew(reads)).toEqual([]);
  });

  interface Item {
    readonly id: string;
    readonly etag: string;
    readonly data: object;
  }

  it(`R4, R45: a list that is changed ${changes} times beside 8 readers: tag and items belong together, none is outdated`, async () => {
    await service.makeCollection('many');
    const path = '/v1/collections/many/documents';
    const writer = await service.wire();
    const live = new Map<string, Item>();
    const first = await read(writer, path);
    const versions: Version[] = [{ sent: 0, acknowledged: first.at }];
    const texts = new Map([[first.etag, first.text]]);

    /** Changes one of five documents, or creates or deletes it; resolves with the time of the acknowledgement. */
    const change = async (n: number): Promise<number> => {
      const id = `d${n % 5}`;
      const item = live.get(id);
      if (item !== undefined && n % 7 === 0) {
        live.delete(id);
        return (await remove(writer, `${path}/${id}`, item.etag)).at;
      }
      const text = JSON.stringify(numbered(n));
      const { etag, at } =
        item === undefined
          ? await create(writer, `${path}/${id}`, text)
          : await replace(writer, `${path}/${id}`, text, item.etag);
      live.set(id, { id, etag, data: numbered(n) });
      return at;
    };

    const reads = await beside(path, async () => {
      for (let n = 1; n <= changes; n++) {
        const sent = performance.now();
        versions.push({ sent, acknowledged: await change(n) });
        // Nobody else writes: what the list is now is known, item by item.
        const list = await read(writer, path);
        const { items } = JSON.parse(list.text) as { items: Item[] };
        const shown = new Map(items.map(({ id, etag, data }) => [id, { id, etag, data }]));
        expect([shown, JSON.parse(list.text)]).toEqual([live, expect.objectContaining({ total: live.size })]);
        texts.set(list.etag, list.text);
      }
    });

    expect(texts.size).toBe(changes + 1);
    const { faults, sightings } = judge(reads, texts);
    expect(faults).toEqual([]);
    expect(realTimeFaults(versions, sightings)).toEqual([]);
    expect(tooFew(reads)).toEqual([]);
  });

  it('after all that the service has reported no failure', () => {
    expect(service.failures).toEqual([]);
  });
});

describe('the judge of real time', () => {
  const versions: Version[] = [
    { sent: 0, acknowledged: 10 },
    { sent: 20, acknowledged: 30 },
  ];

  it.each([
    ['the old one until the new one is acknowledged', 0, 29, 31, 0],
    ['the new one while it is being written', 1, 21, 22, 0],
    ['the old one after the new one was acknowledged', 0, 31, 32, 1],
    ['the new one before it was sent', 1, 15, 19, 1],
    ['one that nobody wrote', 2, 40, 41, 1],
  ])('%s: version %i from %i to %i has %i faults', (_name, version, started, ended, faults) => {
    expect(realTimeFaults(versions, [{ version, started, ended, how: 'GET' }])).toHaveLength(faults);
  });
});
