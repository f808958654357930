// F1, F2, F3: however many write at once on one state, one of them wins and the others are told.
import { Chance, SEED } from './chance.js';
import { ChildService, create, read, remove, replace, revisionOf } from './child-service.js';
import { describeOnEachEngine } from './engines.js';
import { type Barrier, tally, volley } from './volley.js';
import type { Wire, WireAnswer, WireRequest } from './wire.js';

const CROWD = 32;
const LIST = '/v1/collections/race/documents';

function crowd(request: (client: number) => WireRequest, size = CROWD): WireRequest[] {
  return Array.from({ length: size }, (_, client) => request(client));
}

/** The one answer that is 2xx, with what it answers. */
function winner(answers: readonly WireAnswer[], requests: readonly WireRequest[]) {
  const index = answers.findIndex(({ status }) => status < 300);
  const [answer, request] = [answers[index], requests[index]];
  if (answer === undefined || request === undefined)
    throw new Error(`nobody won: ${JSON.stringify(tally(answers))}`);
  return { answer, request };
}

function put(path: string, body: object, fields: Record<string, string>): WireRequest {
  return { method: 'PUT', path, body: JSON.stringify(body), fields };
}

describeOnEachEngine((engine) => {
  const { rounds } = engine;
  let service: ChildService;
  let wires: Wire[];
  let observer: Wire;

  beforeAll(async () => {
    service = await ChildService.start(await engine.environment());
    await service.makeCollection('race');
  });

  // The service closes what is idle for some seconds: each test has connections of its own.
  beforeEach(async () => {
    wires = await service.wires(CROWD);
    observer = await service.wire();
  });

  afterEach(() => {
    for (const wire of [...wires, observer]) wire.close();
  });

  afterAll(() => service.remove());

  describe.each<[Barrier, string]>([
    ['sent', 'sent but for the last byte'],
    ['judged', 'all told to continue'],
  ])('32 writers whose requests are %s', (barrier) => {
    it(`R45: 32 PUTs with one tag, ${rounds(150)} rounds: one 204 and 31 times 412 with the tag of the winner`, async () => {
      const path = `${LIST}/put-${barrier}`;
      let { etag } = await create(observer, path, '{}');
      for (let round = 1; round <= rounds(150); round++) {
        const requests = crowd((client) => put(path, { round, client }, { 'If-Match': etag }));
        const answers = await volley(wires, requests, barrier);
        expect(tally(answers)).toEqual({ 204: 1, 412: 31 });
        const { answer, request } = winner(answers, requests);
        expect(new Set(answers.map((each) => each.etag))).toEqual(new Set([answer.etag]));
        expect(revisionOf(answer.etag)).toBe(round + 1);
        const now = await read(observer, path);
        expect([now.etag, now.text]).toEqual([answer.etag, request.body]);
        etag = answer.etag;
      }
    });

    it(`R31, R45: 32 creators of a fresh document, ${rounds(30)} rounds: one 201 and 31 times 412`, async () => {
      for (let round = 1; round <= rounds(30); round++) {
        const path = `${LIST}/new-${barrier}-${round}`;
        const requests = crowd((client) => put(path, { client }, { 'If-None-Match': '*' }));
        const answers = await volley(wires, requests, barrier);
        expect(tally(answers)).toEqual({ 201: 1, 412: 31 });
        const { answer, request } = winner(answers, requests);
        expect(revisionOf(answer.etag)).toBe(1);
        const now = await read(observer, path);
        expect([now.etag, now.text]).toEqual([answer.etag, request.body]);
      }
    });

    it(`R31, R32: 32 creators on a tombstone, ${rounds(30)} rounds: one 201 and 31 times 412, and revisions go on`, async () => {
      const path = `${LIST}/phoenix-${barrier}`;
      let { etag } = await create(observer, path, '{}');
      for (let round = 1; round <= rounds(30); round++) {
        expect((await remove(observer, path, etag)).status).toBe(204);
        const requests = crowd((client) => put(path, { round, client }, { 'If-None-Match': '*' }));
        const answers = await volley(wires, requests, barrier);
        expect(tally(answers)).toEqual({ 201: 1, 412: 31 });
        const { answer, request } = winner(answers, requests);
        expect(revisionOf(answer.etag)).toBe(1 + 2 * round);
        expect((await read(observer, path)).text).toBe(request.body);
        etag = answer.etag;
      }
    });

    it(`R25: 16 POSTs with one list tag, ${rounds(20)} rounds: one 201 and 15 times 412, and the list grows by one`, async () => {
      const collection = `posts-${barrier}`;
      await service.makeCollection(collection);
      const path = `/v1/collections/${collection}/documents`;
      for (let round = 1; round <= rounds(20); round++) {
        const { etag } = await read(observer, `${path}?limit=1`);
        const requests = crowd((client) => {
          const fields = { 'If-Match': etag };
          return { method: 'POST', path, fields, body: JSON.stringify({ round, client }) };
        }, 16);
        const answers = await volley(wires, requests, barrier);
        expect(tally(answers)).toEqual({ 201: 1, 412: 15 });
        const { answer, request } = winner(answers, requests);
        expect(answer.text).toBe(request.body);
        const list = JSON.parse((await read(observer, `${path}?limit=1`)).text) as { total: number };
        expect(list.total).toBe(round);
      }
    });
  });

  describe('PUT, PATCH and DELETE at once', () => {
    const chance = new Chance();

    it(`one wins; what is deleted stays deleted, and the others hear 412 or 410 (seed ${SEED})`, async () => {
      const path = `${LIST}/mixed`;
      const wins: Record<string, number> = { PUT: 0, PATCH: 0, DELETE: 0 };
      const outcomes: [seen: object, wanted: object][] = [];
      let revision = 1;
      let { etag } = await create(observer, path, '{}');
      for (let round = 1; round <= Math.max(20, rounds(100)); round++) {
        const requests = chance.shuffle(
          crowd((client) => {
            const method = (['PUT', 'PATCH', 'DELETE'] as const)[client % 3] ?? 'PUT';
            const body = method === 'DELETE' ? {} : { body: JSON.stringify({ round, client }) };
            return { method, path, fields: { 'If-Match': etag }, ...body };
          }, 24),
        );
        // Of a DELETE nothing can be judged before its last byte, so it wins only where that is so of all.
        const answers = await volley(wires, requests, round % 2 === 0 ? 'unsent' : 'sent');
        const { answer, request } = winner(answers, requests);
        wins[request.method] = (wins[request.method] ?? 0) + 1;
        const now = await read(observer, path);
        const after = { answers: tally(answers), status: now.status, etag: now.fields.get('etag') };
        if (request.method === 'DELETE') {
          // 7 more DELETEs and 8 PATCHes have no target any more; the 8 PUTs have no state that their tag names.
          outcomes.push([after, { answers: { 204: 1, 410: 15, 412: 8 }, status: 410, etag: undefined }]);
          ({ etag } = await create(observer, path, '{}'));
        } else {
          const { status } = answer;
          outcomes.push([after, { answers: { [status]: 1, 412: 23 }, status: 200, etag: answer.etag }]);
          ({ etag } = answer);
        }
        // Two revisions for a deletion and what comes after it, one for anything else.
        revision += request.method === 'DELETE' ? 2 : 1;
        expect(revisionOf(etag)).toBe(revision);
      }
      expect(outcomes.map(([seen]) => seen)).toEqual(outcomes.map(([, wanted]) => wanted));
      // A PATCH reads the document before it writes: to PostgreSQL that is one way more, and it hardly ever wins there.
      const winners = engine.name === 'SQLite' ? ['PUT', 'PATCH', 'DELETE'] : ['PUT', 'DELETE'];
      expect(winners.filter((method) => wins[method] === 0)).toEqual([]);
    });

    it('a collection deleted while 24 clients write into it holds nothing when it is made again', async () => {
      const path = '/v1/collections/doomed';
      let made = await create(observer, path, '{}');
      for (let round = 1; round <= rounds(20); round++) {
        const requests = chance.shuffle([
          { method: 'DELETE', path: `${path}?recursive=true`, fields: { 'If-Match': made.etag } },
          ...crowd((client) => put(`${path}/documents/d${client}`, { round }, { 'If-None-Match': '*' }), 24),
        ]);
        const answers = await volley(wires, requests);
        const statuses = answers.map(({ status }) => status);
        expect(statuses[requests.findIndex(({ method }) => method === 'DELETE')]).toBe(204);
        expect(statuses.filter((status) => status !== 204 && status !== 201 && status !== 410)).toEqual([]);
        expect((await read(observer, `${path}/documents`)).status).toBe(410);
        made = await create(observer, path, '{}');
        expect(made.status).toBe(201);
        const list = await read(observer, `${path}/documents`);
        expect(JSON.parse(list.text)).toEqual({ items: [], total: 0, next: null });
      }
    });

    it('a tag that lost is not accepted later either, once the winner was replaced in turn', async () => {
      const path = `${LIST}/late`;
      const first = await create(observer, path, '{"n":1}');
      const second = await replace(observer, path, '{"n":2}', first.etag);
      await replace(observer, path, '{"n":1}', second.etag);
      const requests = crowd((client) => put(path, { client }, { 'If-Match': first.etag }));
      expect(tally(await volley(wires, requests))).toEqual({ 412: 32 });
    });
  });

  it('after all that the service has reported no failure and exits with 0', async () => {
    expect(service.failures).toEqual([]);
    expect(await service.end('SIGTERM')).toBe(0);
  });
});
