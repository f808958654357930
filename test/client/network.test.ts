import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CuttingProxy } from '../idempotency/cutting-proxy.js';
import { useService } from '../http/support.js';
import { Chance, SEED } from '../races/chance.js';
import { Etagere, problemOf } from './client.js';

const service = useService();
const chance = new Chance();

/** A server that answers each request with the next of `answers`; what it was sent is in `seen`. */
async function script(
  ...answers: readonly { status: number; fields?: Record<string, string>; text?: string }[]
) {
  const seen: { key: unknown; authorization: unknown; at: number }[] = [];
  const server = createServer((request, response) => {
    const {
      status,
      fields = {},
      text = '',
    } = answers[Math.min(seen.length, answers.length - 1)] ?? { status: 500 };
    const { authorization, 'idempotency-key': key } = request.headers;
    seen.push({ key, authorization, at: Date.now() });
    request.resume().on('end', () => response.writeHead(status, fields).end(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, seen, close: () => new Promise((resolve) => server.close(resolve)) };
}

describe('the client on a network that loses things', () => {
  it(`counts exactly when every third answer and every tenth request is cut (seed ${SEED})`, async () => {
    const { name } = await service.collection();
    const proxy = await CuttingProxy.start(
      () => service.url,
      (piece) => {
        if (chance.below(10) >= (piece === 'answer' ? 3 : 1)) return 'through';
        return chance.below(2) === 0 ? 'cut' : 'half';
      },
    );
    try {
      const count = async () => {
        const counters = new Etagere(proxy.url).collection<{ n: number }>(name);
        for (let done = 0; done < 10; done += 1)
          await counters.update('one', ({ n }) => ({ n: n + 1 }), { initial: { n: 0 } });
      };
      await Promise.all([count(), count(), count(), count()]);
    } finally {
      await proxy.stop();
    }
    const direct = new Etagere(service.url).collection<{ n: number }>(name);
    expect((await direct.get('one')).data).toEqual({ n: 40 });
    expect(proxy.cut).toBeGreaterThan(0);
  });

  it('waits as long as Retry-After says, and repeats a write under the key that it had', async () => {
    const busy = await script(
      { status: 503, fields: { 'Retry-After': '1' } },
      { status: 429 },
      { status: 201, fields: { ETag: '"1.x"' } },
    );
    const tokens = ['one', 'two', 'three'];
    const options = { token: () => tokens.shift() ?? '' };
    const held = await new Etagere(busy.url, options).collection('c').create({}, 'a');
    expect(held.etag).toBe('"1.x"');
    const [first, second, third] = busy.seen;
    expect(first?.key).toMatch(/^[0-9a-f]{32}$/);
    expect([second?.key, third?.key]).toEqual([first?.key, first?.key]);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
    expect(busy.seen.map(({ authorization }) => authorization)).toEqual([
      'Bearer one',
      'Bearer two',
      'Bearer three',
    ]);
    await busy.close();
  });

  it('gives up after its patience, at once for what a repetition cannot mend, and when it is told', async () => {
    const away = await script({ status: 503, text: 'a proxy says so' });
    const impatient = new Etagere(away.url, { patience: 300 }).collection('c');
    expect(await problemOf(impatient.get('a'))).toMatchObject({
      status: 503,
      details: { detail: 'a proxy says so' },
    });
    expect(away.seen.length).toBeGreaterThan(1);
    await away.close();

    const broken = await script({ status: 500 });
    expect(await problemOf(new Etagere(broken.url).collection('c').get('a'))).toMatchObject({ status: 500 });
    expect(broken.seen).toHaveLength(1);
    await broken.close();

    const end = new AbortController();
    const busy = await script({ status: 503 });
    const waiting = new Etagere(busy.url).collection('c').get('a', end.signal);
    setTimeout(() => end.abort(new Error('enough')), 50);
    await expect(waiting).rejects.toThrow('enough');
    await busy.close();
  });
});
