// Adds 1 to a counter that others add to at the same time, again and again:
// node examples/node/count.mjs [BASE] [TIMES], in as many terminals as you like.
import { Etagere } from 'etagere/client';

const [base = 'http://127.0.0.1:3000', times = '100'] = process.argv.slice(2);
const counters = new Etagere(base).collection('examples');
for (let n = 0; n < Number(times); n += 1) {
  await counters.update('counter', ({ count }) => ({ count: count + 1 }), { initial: { count: 0 } });
}
process.stdout.write(`the counter is ${(await counters.get('counter')).data.count}\n`);
