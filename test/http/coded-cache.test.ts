import { Buffer } from 'node:buffer';
import { CodedCache } from '../../src/http/index.js';

/** Bytes of a size, and how often each key was made. */
function maker(size: number) {
  const made: string[] = [];
  const get = (cache: CodedCache, key: string) =>
    cache.of(key, async () => {
      made.push(key);
      // Part of a larger buffer, as a coder's result is.
      return Buffer.alloc(size + 1000, key).subarray(0, size);
    });
  return { made, get };
}

describe('what was compressed lately', () => {
  it('is made once, and is what was made', async () => {
    const cache = new CodedCache();
    const { made, get } = maker(100);
    const first = await get(cache, 'a');
    expect(first.equals(Buffer.alloc(100, 'a'))).toBe(true);
    expect(await get(cache, 'a')).toBe(await get(cache, 'a'));
    expect((await get(cache, 'a')).equals(first)).toBe(true);
    expect((await get(cache, 'b')).equals(Buffer.alloc(100, 'b'))).toBe(true);
    expect(made).toEqual(['a', 'b']);
  });

  it('does not hold on to the larger buffer of a coder', async () => {
    const cache = new CodedCache();
    const { get } = maker(100);
    await get(cache, 'a');
    expect((await get(cache, 'a')).buffer.byteLength).toBe(100);
  });

  it('makes room by letting go of what was not used for longest', async () => {
    // 1000 bytes and what an entry takes: eight fit, nine do not.
    const cache = new CodedCache(8 * 1512);
    const { made, get } = maker(1000);
    const keys = ['0', '1', '2', '3', '4', '5', '6', '7'];
    for (const key of keys) await get(cache, key);
    await get(cache, '0');
    await get(cache, '8');
    made.length = 0;
    for (const key of ['0', '2', '3', '4', '5', '6', '7', '8']) await get(cache, key);
    expect(made).toEqual([]);
    await get(cache, '1');
    expect(made).toEqual(['1']);
  });

  it('keeps nothing that would drive out many others', async () => {
    const cache = new CodedCache(8000);
    const { made, get } = maker(1001);
    await get(cache, 'a');
    await get(cache, 'a');
    expect(made).toEqual(['a', 'a']);
  });

  it('counts once what two requests made at the same time', async () => {
    const cache = new CodedCache(2 * 1512);
    const { made, get } = maker(300);
    await Promise.all([get(cache, 'a'), get(cache, 'a'), get(cache, 'a')]);
    await get(cache, 'b');
    made.length = 0;
    await get(cache, 'a');
    await get(cache, 'b');
    expect(made).toEqual([]);
  });

  it('does not keep a failure', async () => {
    const cache = new CodedCache();
    await expect(cache.of('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect((await cache.of('a', async () => Buffer.from('yes'))).toString()).toBe('yes');
  });
});
