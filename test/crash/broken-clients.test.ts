// F31: clients that crash in the middle of a request leave nothing behind.
import { ChildService, create, read } from '../races/child-service.js';
import { tally } from '../races/volley.js';
import { requestText } from '../races/wire.js';
import { holdPut } from './held-request.js';

const CLIENTS = 200;
const LIST = '/v1/collections/shop/documents';

let service: ChildService;

beforeAll(async () => {
  service = await ChildService.start();
  await service.makeCollection('shop');
});

afterAll(() => service.remove());

it('200 clients that reset their connection after half a body: nothing is stored, and the service goes on', async () => {
  const observer = await service.wire();
  const { etag } = await create(observer, `${LIST}/old`, '{"n":1}');
  const body = '{"half":true}';
  // Every second one would replace a document, the others create one: with one byte, half, or all but one byte sent.
  for (let client = 0; client < CLIENTS; client++) {
    const wire = await service.wire();
    const creates = client % 2 === 0;
    const path = `${LIST}/${creates ? `new-${client}` : 'old'}`;
    const fields: Record<string, string> = creates ? { 'If-None-Match': '*' } : { 'If-Match': etag };
    const length = [1, 6, body.length - 1][client % 3] ?? 1;
    await holdPut(wire, { method: 'PUT', path, fields, body }, length);
    wire.reset();
  }
  // And some that leave when all is sent, without waiting for the answer: those may be stored, whole.
  const hasty = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const path = `${LIST}/hasty-${index}`;
      const wire = await service.wire();
      await wire.write(requestText({ method: 'PUT', path, fields: { 'If-None-Match': '*' }, body }));
      wire.reset();
      return path;
    }),
  );

  const wires = await service.wires(20);
  const after = await Promise.all(
    Array.from({ length: CLIENTS / 2 }, (_, index) =>
      read(wires[index % 20] ?? observer, `${LIST}/new-${2 * index}`),
    ),
  );
  expect(tally(after)).toEqual({ 404: CLIENTS / 2 });
  expect((await read(observer, `${LIST}/old`, etag)).status).toBe(304);
  for (const path of hasty) {
    const { status, text } = await read(observer, path);
    expect([[404], [200, body]]).toContainEqual(status === 404 ? [404] : [status, text]);
  }
  expect((await create(observer, `${LIST}/fresh`, body)).status).toBe(201);
  expect(service.failures).toEqual([]);
  // No connection is left that could hold it up.
  expect(await service.end('SIGTERM')).toBe(0);
});
