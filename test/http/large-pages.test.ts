// F48: what must be parsed to be shown takes its time, and nobody else waits for all of it.
import { once } from 'node:events';
import { create, useService } from './support.js';
import { Wire } from './wire.js';

const bench = useService();

let list: string;

beforeAll(async () => {
  const place = await bench.collection();
  const text = JSON.stringify({ rows: Array.from({ length: 20_000 }, (_, n) => ({ n })) });
  for (let n = 0; n < 40; n++) await create(bench.client, place.document(`d${n}`), text);
  ({ list } = place);
});

it('CSV of 10 MB: who asks for something small meanwhile has it before the first byte of that', async () => {
  const [large, small] = [await Wire.open(bench.url), await Wire.open(bench.url)];
  const order: string[] = [];
  const begun = [
    once(large.socket, 'data').then(() => order.push('large')),
    once(small.socket, 'data').then(() => order.push('small')),
  ];
  // Both are there when the service looks, the large one first.
  await large.ask(`GET ${list}`, 'Accept: text/csv');
  await small.ask('GET /health/live');
  await Promise.all(begun);
  large.close();
  small.close();
  expect(order).toEqual(['small', 'large']);
});
