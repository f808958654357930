// Attachments under contention: one winner, and never an attachment of a document that is gone.
import { SEED } from './chance.js';
import { ChildService, create, read, remove } from './child-service.js';
import { tally, volley } from './volley.js';
import type { Wire, WireRequest } from './wire.js';

const CROWD = 16;
const LIST = '/v1/collections/race/documents';

let service: ChildService;
let wires: Wire[];
let observer: Wire;

beforeAll(async () => {
  service = await ChildService.start();
  await service.makeCollection('race');
});
beforeEach(async () => {
  wires = await service.wires(CROWD + 1);
  observer = await service.wire();
});
afterEach(() => {
  for (const wire of [...wires, observer]) wire.close();
});
afterAll(() => service.remove());

function put(path: string, body: string, fields: Record<string, string>): WireRequest {
  return { method: 'PUT', path, body, fields: { 'Content-Type': 'text/plain', ...fields } };
}

it.each(['sent', 'judged'] as const)(
  '16 PUTs of an attachment with one tag, all of them %s: one 204, 15 times 412, and its bytes are those of the winner',
  async (barrier) => {
    await create(observer, `${LIST}/put-${barrier}`, '{}');
    const path = `${LIST}/put-${barrier}/attachments/a`;
    let { etag } = await observer.send(put(path, 'first', { 'If-None-Match': '*' }));
    for (let round = 0; round < 20; round += 1) {
      const requests = Array.from({ length: CROWD }, (_, client) =>
        put(path, `round ${round} of ${client}`, { 'If-Match': etag }),
      );
      const answers = await volley(wires, requests, barrier);
      expect(tally(answers)).toEqual({ 204: 1, 412: CROWD - 1 });
      const won = answers.findIndex(({ status }) => status === 204);
      ({ etag } = answers[won] ?? { etag: '' });
      expect(await read(observer, path)).toMatchObject({ etag, text: `round ${round} of ${won}` });
    }
  },
);

it('16 PUTs that create one attachment: one 201', async () => {
  await create(observer, `${LIST}/create`, '{}');
  for (let round = 0; round < 10; round += 1) {
    const path = `${LIST}/create/attachments/${round}`;
    const requests = Array.from({ length: CROWD }, (_, client) =>
      put(path, `${client}`, { 'If-None-Match': '*' }),
    );
    expect(tally(await volley(wires, requests, 'judged'))).toEqual({ 201: 1, 412: CROWD - 1 });
  }
});

it(`DELETE of the document against PUTs of its attachments: what was stored before it is gone, and nothing after it (seed ${SEED})`, async () => {
  let refused = 0;
  for (let round = 0; round < 25; round += 1) {
    const document = `${LIST}/gone-${round}`;
    const { etag } = await create(observer, document, '{}');
    const requests = Array.from({ length: 6 }, (_, client) =>
      put(`${document}/attachments/${client}`, 'x'.repeat(1000), { 'If-None-Match': '*' }),
    );
    // The document's DELETE somewhere among them.
    requests.splice(round % 7, 0, { method: 'DELETE', path: document, fields: { 'If-Match': etag } });
    const answers = await volley(wires, requests, 'judged');
    expect(answers[round % 7]?.status).toBe(204);
    const others = answers.filter((_, index) => index !== round % 7).map(({ status }) => status);
    expect(others.filter((status) => status !== 201 && status !== 410)).toEqual([]);
    refused += others.filter((status) => status === 410).length;
    expect((await read(observer, `${document}/attachments`)).status).toBe(410);
    await create(observer, document, '{}');
    const list = JSON.parse((await read(observer, `${document}/attachments`)).text) as { items: unknown[] };
    expect(list.items).toEqual([]);
    // Each that was stored was deleted with it, as a revision of its own.
    for (const [client, status] of others.entries()) {
      const path = `${document}/attachments/${client}`;
      const answer = await read(observer, path);
      expect(answer.status).toBe(status === 201 ? 410 : 404);
      const again = await observer.send(put(path, 'y', { 'If-None-Match': '*' }));
      expect(again.etag.slice(0, 3)).toBe(status === 201 ? '"3.' : '"1.');
    }
    await remove(observer, document, (await read(observer, document)).etag);
  }
  expect(refused).toBeGreaterThan(0);
});

it('writes of attachments and of documents in one collection: no lost update, and the counts agree', async () => {
  await create(observer, `${LIST}/mixed`, '{"n":0}');
  const before = JSON.parse((await read(observer, '/v1/collections/race/documents?limit=1')).text) as {
    total: number;
  };
  const requests: WireRequest[] = Array.from({ length: CROWD }, (_, client) =>
    client % 2 === 0
      ? put(`${LIST}/mixed/attachments/${client}`, `${client}`, { 'If-None-Match': '*' })
      : { method: 'PUT', path: `${LIST}/mixed-${client}`, body: '{}', fields: { 'If-None-Match': '*' } },
  );
  expect(tally(await volley(wires, requests))).toEqual({ 201: CROWD });
  const after = JSON.parse((await read(observer, '/v1/collections/race/documents?limit=1')).text) as {
    total: number;
  };
  expect(after.total - before.total).toBe(CROWD / 2);
  const { items } = JSON.parse((await read(observer, `${LIST}/mixed/attachments`)).text) as {
    items: unknown[];
  };
  expect(items).toHaveLength(CROWD / 2);
});
