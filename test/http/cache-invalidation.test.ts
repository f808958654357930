import type { Answer } from '../support/client.js';
import { create, type Place, told, useService } from './support.js';

const bench = useService();

/** A collection with the documents a and b. */
async function filled(): Promise<Place> {
  const place = await bench.collection();
  for (const id of ['a', 'b']) await create(bench.client, place.document(id));
  return place;
}

describe('9111 4.4 what a cache forgets when a write passes through it', () => {
  /**
   * A cache as 9111 4.4 asks for: an answer to an unsafe method that is no error removes what is stored for its target,
   * and for Location and Content-Location when they are of the same origin.
   */
  class Cache {
    readonly #stored = new Map<string, Answer>();

    async get(uri: string): Promise<Answer> {
      const stored = this.#stored.get(uri);
      if (stored !== undefined) return stored;
      const answer = await bench.client.get(uri);
      this.#stored.set(uri, answer);
      return answer;
    }

    /** Lets a write through; returns its answer and the URIs that it made the cache forget. */
    async write(method: string, uri: string, body?: string, headers = {}) {
      const sending = { headers: { 'Content-Type': 'application/json', ...headers } };
      const answer = await bench.client.send(method, uri, {
        ...sending,
        ...(body !== undefined && { body }),
      });
      if (answer.status >= 400) return { answer, forgotten: [] };
      const { origin } = new URL(bench.url);
      const named = [uri, answer.headers.location, answer.headers['content-location']];
      const targets = named
        .filter((name) => name !== undefined)
        .map((name) => new URL(name, `${bench.url}${uri}`))
        .filter((target) => target.origin === origin)
        .map(({ pathname }) => pathname);
      for (const target of targets) this.#stored.delete(target);
      return { answer, forgotten: [...new Set(targets)] };
    }
  }

  // The service cannot reach into a cache. It can answer a success with 2xx, and name what it made or changed by
  // path-absolute references, which are of its own origin whatever host the client knows it by.
  it('R76: PUT, PATCH, DELETE and POST name what they changed on the same origin, so that a cache forgets it', async () => {
    const place = await filled();
    const cache = new Cache();
    const uri = place.document('b');
    const old = await cache.get(uri);
    expect(await cache.get(uri)).toBe(old);
    const any = { 'If-Match': '*' };
    const put = await cache.write('PUT', uri, '{"n":2}', any);
    expect([put.answer.status, put.forgotten]).toEqual([204, [uri]]);
    expect((await cache.get(uri)).text).toBe('{"n":2}');
    const patch = await cache.write('PATCH', uri, '{"n":3}', any);
    expect([patch.answer.status, patch.forgotten]).toEqual([200, [uri]]);
    expect((await cache.get(uri)).text).toBe('{"n":3}');
    const gone = await cache.write('DELETE', uri, undefined, any);
    expect([gone.answer.status, gone.forgotten]).toEqual([204, [uri]]);
    expect((await cache.get(uri)).status).toBe(410);
    // The 410 is no-store; that this cache kept it shows that creating makes it forget too.
    const made = await cache.write('PUT', uri, '{"n":4}', { 'If-None-Match': '*' });
    expect([made.answer.status, made.forgotten]).toEqual([201, [uri]]);
    expect((await cache.get(uri)).text).toBe('{"n":4}');
    await cache.get(place.list);
    const post = await cache.write('POST', place.list, '{"n":5}');
    expect(post.forgotten).toEqual([place.list, post.answer.headers.location]);
    expect((await cache.get(place.list)).json()['total']).toBe(3);
  });

  it('R76: a refused write makes a cache forget nothing, as nothing has changed', async () => {
    const place = await filled();
    const cache = new Cache();
    const uri = place.document('b');
    const stored = await cache.get(uri);
    for (const headers of [{}, { 'If-Match': '"old"' }, { 'If-Match': 'x' }]) {
      const { answer, forgotten } = await cache.write('PUT', uri, '{"n":2}', headers);
      expect([answer.status >= 400, forgotten]).toEqual([true, []]);
      expect([answer.headers.location, answer.headers['content-location']]).toEqual([undefined, undefined]);
    }
    const fresh = await bench.client.get(uri, { 'If-None-Match': stored.etag });
    expect(told(fresh)).toBe('304');
  });
});
