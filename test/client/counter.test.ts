import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { transformSync } from '@swc/core';
import { Running } from '../examples/running.js';
import { useService } from '../http/support.js';
import { Etagere } from './client.js';

const service = useService();

describe('ten lines with the client', () => {
  it('16 processes that add to one counter, 25 times each, make it 400', async () => {
    await service.client.makeCollection('examples');
    const processes = Array.from(
      { length: 16 },
      () => new Running(process.execPath, 'node/count.mjs', [service.url, '25']),
    );
    const ended = await Promise.all(processes.map((running) => running.ended));
    expect(ended.filter(({ code, complaint }) => code !== 0 || complaint !== '')).toEqual([]);
    const counters = new Etagere(service.url).collection<{ count: number }>('examples');
    expect((await counters.get('counter')).data).toEqual({ count: 400 });
    expect(ended.some(({ lines }) => lines.includes('the counter is 400'))).toBe(true);
  });
});

describe('the client as it is shipped', () => {
  const folder = new URL('../../dist/client/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const modules = files.map((name) => readFileSync(new URL(name, folder), 'utf8'));

  it('is less than 10 KiB when it is minified and compressed', () => {
    const minified = modules.map(
      (text) =>
        transformSync(text, {
          minify: true,
          jsc: { target: 'es2022', minify: { mangle: true, compress: true } },
        }).code,
    );
    expect(modules.length).toBeGreaterThan(5);
    expect(gzipSync(minified.join('\n')).length).toBeLessThan(10 * 1024);
  });

  it('imports nothing but its own files', () => {
    const imports = modules.flatMap((text) =>
      [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name ?? ''),
    );
    expect(imports.length).toBeGreaterThan(5);
    expect(imports.filter((name) => !/^\.\/[a-z-]+\.js$/.test(name))).toEqual([]);
  });
});
