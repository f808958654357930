// The example's store of Yjs snapshots, over the real service: nobody's edits are overwritten, whatever is lost on the way.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as Y from 'yjs';
import { create, useService } from '../http/support.js';
import { CuttingProxy } from '../idempotency/cutting-proxy.js';
import { Chance, SEED } from '../races/chance.js';
import { Running } from './running.js';

/** The example's class: it is plain JavaScript, and these are the parts of it that are tested. */
interface SnapshotStore {
  readonly etag: string | null;
  load(): Promise<void>;
  save(): Promise<void>;
}

interface Options {
  readonly fetch?: typeof fetch;
  readonly tries?: number;
  readonly pause?: number;
}

const EXAMPLE = new URL('../../examples/node/yjs/snapshot-store.mjs', import.meta.url).href;
const { SnapshotStore, NotSaved } = (await import(EXAMPLE)) as {
  SnapshotStore: new (uri: string, doc: Y.Doc, options?: Options) => SnapshotStore;
  NotSaved: new () => Error;
};

const EDITORS = 5;
const ROUNDS = 12;
const FIRST_MARK = 0x4e00;
const bench = useService();

/** Where a snapshot goes, in a collection where a write without a precondition would overwrite. */
async function attachment(): Promise<string> {
  const place = await bench.collection('{"preconditions":"optional"}');
  await create(bench.client, place.document('d'));
  return `${place.document('d')}/attachments/text.yjs`;
}

/** The text of the snapshot that the service has. */
async function textAt(path: string): Promise<string> {
  const response = await fetch(`${bench.url}${path}`);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, new Uint8Array(await response.arrayBuffer()));
  return doc.getText('text').toJSON();
}

/** A document with an editor of its own, numbered so that a seed repeats its edits. */
function editor(number: number, uri: string, options: Options = {}) {
  const doc = new Y.Doc();
  doc.clientID = number + 1;
  const text = doc.getText('text');
  return { text, store: new SnapshotStore(uri, doc, options), luck: new Chance(SEED + number) };
}

it('yjs-snapshots.mjs: one editor gets 412 and merges, both edits are in the text: exit code 0', async () => {
  const runs = [
    { first: /^Ann: PUT with If-None-Match: \*: 201$/, replaced: 2 },
    { first: /^Ann: PUT with If-Match: "3\.\w+": 204$/, replaced: 3 },
  ];
  for (const { first, replaced } of runs) {
    const run = new Running(process.execPath, 'node/yjs-snapshots.mjs', [bench.url]);
    const { code, lines, complaint } = await run.ended;
    expect([code, complaint]).toEqual([0, '']);
    expect(lines[0]).toMatch(first);
    expect(lines[1]).toMatch(/^Ann and Ben both have "\d+\.\w+": The spice flows\.$/);
    expect(lines.filter((line) => line.endsWith(': 412'))).toHaveLength(1);
    expect(lines.filter((line) => line.endsWith(': 204'))).toHaveLength(replaced);
    expect(lines.at(-1)).toMatch(/^both edits are in ".*": The old spice flows\. So does the sand\.$/);
  }
});

it('yjs-snapshots.mjs notices a server that ignores preconditions: exit code 1', async () => {
  let kept = Buffer.alloc(0);
  const careless = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const isThere = kept.length > 0;
    if (request.url?.endsWith('/text.yjs') === true && request.method === 'PUT') kept = Buffer.concat(pieces);
    response.statusCode = request.method === 'PUT' ? 201 : isThere ? 200 : 404;
    response.setHeader('ETag', '"1"').end(request.method === 'GET' ? kept : undefined);
  }).listen(0, '127.0.0.1');
  await once(careless, 'listening');
  const url = `http://127.0.0.1:${(careless.address() as AddressInfo).port}`;
  try {
    const { code, complaint } = await new Running(process.execPath, 'node/yjs-snapshots.mjs', [url]).ended;
    expect([code, complaint]).toEqual([1, expect.stringContaining('exactly one of them comes second')]);
  } finally {
    careless.close();
  }
});

it(`five editors at once, through a network that cuts: all end with the same text, every edit is in it, and so it is in the service (SEED=${SEED})`, async () => {
  const path = await attachment();
  const luck = new Chance(SEED + EDITORS);
  const proxy = await CuttingProxy.start(
    () => bench.url,
    (piece) => (luck.below(100) < (piece === 'answer' ? 15 : 3) ? luck.pick(['cut', 'half']) : 'through'),
  );
  let refused = 0;
  const counting: typeof fetch = async (...request) => {
    const response = await fetch(...request);
    if (response.status === 412) refused += 1;
    return response;
  };
  const options = { fetch: counting, tries: 200, pause: 2 };
  const editors = Array.from({ length: EDITORS }, (_, number) =>
    editor(number, `${proxy.url}${path}`, options),
  );
  const expected = new Set<string>();
  try {
    await Promise.all(
      editors.map(async ({ text, store, luck: chance }, number) => {
        const own: string[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const mark = String.fromCharCode(FIRST_MARK + number * ROUNDS + round);
          text.insert(chance.below(text.length + 1), mark);
          own.push(mark);
          expected.add(mark);
          if (chance.below(4) === 0) {
            const unwanted = chance.pick(own);
            const index = text.toJSON().indexOf(unwanted);
            if (index >= 0) text.delete(index, 1);
            expected.delete(unwanted);
          }
          await store.save();
        }
      }),
    );
    await Promise.all(editors.map(({ store }) => store.load()));
    const final = await textAt(path);
    expect(final.split('').toSorted()).toEqual([...expected].toSorted());
    for (const { text } of editors) expect(text.toJSON()).toBe(final);
    // Otherwise nothing was put to the test.
    expect(proxy.cut).toBeGreaterThan(5);
    expect(refused).toBeGreaterThan(5);
  } finally {
    await proxy.stop();
  }
});

it('a save whose answer is lost is sent again under the same key, and is performed once', async () => {
  const path = await attachment();
  const keys: (string | null)[] = [];
  const replayed: (string | null)[] = [];
  const losing: typeof fetch = async (url, request) => {
    const response = await fetch(url, request);
    keys.push(new Headers(request?.headers).get('Idempotency-Key'));
    replayed.push(response.headers.get('Idempotency-Replayed'));
    if (keys.length === 1) throw new TypeError('lost');
    return response;
  };
  const { text, store } = editor(0, `${bench.url}${path}`, { fetch: losing, pause: 1 });
  text.insert(0, 'one');
  await store.save();
  expect(replayed).toEqual([null, 'true']);
  expect(keys[0]).toBe(keys[1]);
  expect(store.etag).toMatch(/^"1\./);
});

it('a store that nobody answers gives up after its tries, and its next save sends what was edited', async () => {
  const path = await attachment();
  let tried = 0;
  const silent: typeof fetch = (...request) => {
    tried += 1;
    return tried > 3 ? fetch(...request) : Promise.reject(new TypeError('no network'));
  };
  const { text, store } = editor(0, `${bench.url}${path}`, { fetch: silent, tries: 3, pause: 1 });
  text.insert(0, 'one');
  await expect(store.save()).rejects.toThrow(NotSaved);
  expect(tried).toBe(3);
  await store.save();
  expect(await textAt(path)).toBe('one');
});
