import { useService } from '../http/support.js';
import { CuttingProxy } from '../idempotency/cutting-proxy.js';
import { Chance, SEED } from '../races/chance.js';
import { runMain } from '../support/process.js';
import { benches } from './bench.js';

// The collection of a bench is made at the service; its own database stays untouched.
const bench = benches()();
const service = useService();
const chance = new Chance();
const RECORDS = '{"id":"a","n":1.0}\n{"id":"b"}\n';

/** Imports `text` into `collection` of the service at `url`. */
async function send(collection: string, text: string, options: readonly string[] = [], url = service.url) {
  const file = await bench.file('records', text);
  return bench.run('import', ['--collection', collection, '--id', 'id', '--url', url, ...options, file]);
}

const texts = async (collection: string) => {
  const list = `/v1/collections/${collection}/documents`;
  const page = (await service.client.get(list)).json<{ items: { id: string; revision: number }[] }>();
  return Object.fromEntries(
    await Promise.all(
      page.items.map(async ({ id, revision }) => [
        id,
        [revision, (await service.client.get(`${list}/${id}`)).text],
      ]),
    ),
  ) as Record<string, [number, string]>;
};

describe('an import into a running service', () => {
  it('makes the collection and the documents, byte for byte; again it skips them', async () => {
    expect(await send('made', RECORDS)).toEqual({
      code: 0,
      said: ['2 created, 0 replaced, 0 skipped, 0 refused'],
    });
    expect(await texts('made')).toEqual({ a: [1, '{"id":"a","n":1.0}'], b: [1, '{"id":"b"}'] });
    expect((await send('made', '{"id":"a"}\n')).said).toEqual([
      '0 created, 0 replaced, 1 skipped, 0 refused',
    ]);
  });

  it('replaces with --replace what is not the same', async () => {
    await send('replaced', RECORDS);
    expect(await send('replaced', '{"id":"a"}\n{"id":"b"}\n{"id":"c"}\n', ['--replace'])).toEqual({
      code: 0,
      said: ['1 created, 1 replaced, 1 skipped, 0 refused'],
    });
    expect(await texts('replaced')).toEqual({
      a: [2, '{"id":"a"}'],
      b: [1, '{"id":"b"}'],
      c: [1, '{"id":"c"}'],
    });
  });

  it('names what the service refuses, and goes on', async () => {
    const schema = { required: ['n'] };
    await service.client.makeCollection('strict', JSON.stringify({ schema }));
    const { code, said } = await send('strict', '{"id":"a"}\n{"id":"b","n":1}\n');
    expect([code, said]).toEqual([
      1,
      [
        expect.stringMatching(/^record 1: .*schema.* The document .*n/),
        '1 created, 0 replaced, 0 skipped, 1 refused',
      ],
    ]);
  });

  it(`stores each document once, though a third of the answers is lost (seed ${SEED})`, async () => {
    const proxy = await CuttingProxy.start(
      () => service.url,
      (piece) => (piece === 'answer' && chance.below(3) === 0 ? 'cut' : 'through'),
    );
    try {
      const records = Array.from({ length: 30 }, (_, n) => `{"id":"d${n}"}\n`).join('');
      expect((await send('cut', records, [], proxy.url)).said).toEqual([
        '30 created, 0 replaced, 0 skipped, 0 refused',
      ]);
      expect(proxy.cut).toBeGreaterThan(0);
    } finally {
      await proxy.stop();
    }
  });

  it('says in one line what is wrong with the URL, or that nobody answers there', async () => {
    const [complaint] = (await send('c', RECORDS, [], 'localhost')).said;
    expect(complaint).toBe('etagere: --url needs the URL of a service, such as http://127.0.0.1:3000');
    await expect(send('c', RECORDS, [], `${service.url}/elsewhere`)).rejects.toThrow(
      /^http:.*\/elsewhere answers 404: /,
    );
    const other = ['--all', '--url', service.url, await bench.file('records', RECORDS)];
    expect((await bench.run('import', other)).said[0]).toBe(
      'etagere: import --all goes with --new-epoch only',
    );
  });
});

describe('an import into a service with access control', () => {
  const guarded = useService({ AUTH: 'token' });

  it('needs a token in ETAGERE_TOKEN', async () => {
    const environment = { DATABASE_URL: `file:${guarded.service.folder}/etagere.db` };
    const made = await runMain(['token', 'create', 'importer', '--scope', 'admin:*'], environment);
    const file = await bench.file('records', RECORDS);
    const args = ['--collection', 'c', '--id', 'id', '--url', guarded.url, file];
    await expect(bench.run('import', args)).rejects.toThrow(/ answers 401: /);
    const token = made.stdout.trim();
    expect((await bench.run('import', args, { ETAGERE_TOKEN: token })).said).toEqual([
      '2 created, 0 replaced, 0 skipped, 0 refused',
    ]);
  });
});
