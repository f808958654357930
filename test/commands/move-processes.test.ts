import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openSqlite } from '../../src/storage/index.js';
import { Client } from '../support/client.js';
import { runMain, startProcess } from '../support/process.js';
import { type Bench, benches } from './bench.js';
import { MEASURED, readHeld } from './held-memory.js';
import { writeMadeDump } from './made-dump.js';

const newBench = benches();

/** 36 MB: half of it revisions, half of it an attachment. */
const LARGE = { documents: 30, revisions: 50, length: 10_000, pieces: 60 };
const SAID =
  '1 collection, 30 documents, 1500 revisions, 1 attachment of 15728640 bytes, 0 remembered answers\n';

async function run(bench: Bench, ...args: readonly string[]) {
  const { code, stderr } = await runMain(args, { ...bench.environment, ...MEASURED });
  return { code, ...readHeld(stderr) };
}

const large = newBench('large');
const dump = large.path('large.ndjson');
beforeAll(() => writeMadeDump(dump, LARGE));

describe('the move of 36 MB', () => {
  it('takes memory for some of it only, in and out', async () => {
    expect(statSync(dump).size).toBeGreaterThan(35e6);
    const taken = await run(large, 'import', '--all', dump);
    expect([taken.code, taken.said]).toEqual([0, SAID]);
    const given = await run(large, 'export', '--all', large.path('again.ndjson'));
    expect([given.code, given.said]).toEqual([0, SAID]);
    // The program alone holds about 25 MB.
    for (const { held } of [taken, given]) {
      expect(held).toBeGreaterThan(0);
      expect(held).toBeLessThan(42e6);
    }
    expect(statSync(large.path('again.ndjson')).size).toBe(statSync(dump).size);
  });

  it('that is killed on its way in leaves an empty store, into which it can be moved again', async () => {
    const bench = newBench('killed');
    const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
    const child = spawn(process.execPath, [main, 'import', '--all', dump], { env: bench.environment });
    const draft = `${bench.database}.new`;
    while (!existsSync(draft) || statSync(draft).size < 10e6) await setTimeout(2);
    child.kill('SIGKILL');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    expect(existsSync(draft)).toBe(true);

    const service = await startProcess(bench.environment);
    const client = new Client(service.url);
    expect((await client.get('/v1/collections')).json()).toMatchObject({ items: [] });
    client.close();
    expect(await service.end('SIGTERM')).toBe(0);
    expect(existsSync(draft)).toBe(false);

    const { code, said } = await run(bench, 'import', '--all', dump);
    expect([code, said]).toEqual([0, SAID]);
    expect(existsSync(draft)).toBe(false);
  });
});

describe('a move into an empty store that is there already', () => {
  it('and is killed at its last step leaves that: it can be exported, served, and moved into again', async () => {
    const bench = newBench('last-step');
    await (await openSqlite({ file: bench.database, mode: 'serve' })).close();
    const small = bench.path('small.ndjson');
    await writeMadeDump(small, { documents: 2, revisions: 2, length: 40, pieces: 1 });
    const kill = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
      fs.renameSync = () => process.kill(process.pid, 'SIGKILL'); syncBuiltinESMExports();`;
    const killed = await runMain(['import', '--all', small], {
      ...bench.environment,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(kill)}`,
    });
    expect([killed.code, existsSync(`${bench.database}.new`)]).toEqual([null, true]);

    expect(await bench.run('export', ['--all', bench.path('nothing.ndjson')])).toEqual({
      code: 0,
      said: ['0 collections, 0 documents, 0 revisions, 0 attachments of 0 bytes, 0 remembered answers'],
    });
    expect(await bench.run('import', ['--all', small])).toMatchObject({ code: 0 });
    expect(existsSync(`${bench.database}.new`)).toBe(false);
    const storage = await openSqlite({ file: bench.database, mode: 'read' });
    expect(await storage.collections.list()).toMatchObject([{ name: 'things', documents: 2 }]);
    await storage.close();
  });
});

describe('a whole store beside a server that goes on writing', () => {
  it('is exported as it was at one moment; what is imported is whole, and a server refuses to be replaced', async () => {
    const bench = newBench('served');
    const service = await startProcess(bench.environment);
    const client = new Client(service.url);
    await client.makeCollection('books');
    const load = { going: true, written: 0 };
    // One batch changes both or none: at any moment they are the same.
    const writing = (async () => {
      while (load.going) {
        load.written += 1;
        const operations = ['a', 'b'].map((id) => ({
          method: 'PUT',
          path: `/v1/collections/books/documents/${id}`,
          [load.written === 1 ? 'ifNoneMatch' : 'ifMatch']: '*',
          body: { n: load.written },
        }));
        const { status } = await client.post('/v1/batch', JSON.stringify({ operations }));
        if (status !== 200) throw new Error(`a batch was answered ${status}`);
      }
    })();
    try {
      while (load.written < 50) await Promise.race([writing, setTimeout(5)]);
      const copies: Promise<Bench>[] = [];
      for (const n of [1, 2, 3]) {
        const file = bench.path(`moment-${n}`);
        const before = load.written;
        expect(await runMain(['export', '--all', file], bench.environment)).toMatchObject({ code: 0 });
        expect(load.written).toBeGreaterThan(before);
        const copy = newBench(`copy-${n}`);
        copies.push(copy.run('import', ['--all', '--new-epoch', file]).then(() => copy));
        await copies.at(-1);
      }
      for (const copy of await Promise.all(copies)) {
        const moment = newBench(copy.database.split('/').at(-1)?.replace('.db', '') ?? '');
        Object.assign(moment, { collection: 'books' });
        const { a, b } = await moment.documents();
        expect(a).toEqual(b);
        expect(a?.text).toBe(`{"n":${a?.revision}}`);
      }
      const refused = await runMain(['import', '--all', bench.path('moment-1')], bench.environment);
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringMatching(/^etagere: .* is in use by .*\n$/),
      ]);
    } finally {
      load.going = false;
      await writing;
      client.close();
      await service.end('SIGTERM');
    }
  });
});
