import * as fc from 'fast-check';
import { digestOf, newShelf, type Shelf, store } from './attachment-place.js';
import { create, remove, replace, told, useService } from './support.js';

const bench = useService();

interface Listed {
  readonly items: readonly { readonly name: string; readonly etag: string }[];
  readonly next: string | null;
}

describe('the list of attachments', () => {
  it('has name, revision, tag, type, size, digest and times of each, in order of name', async () => {
    const { list, uri } = await newShelf(bench);
    const etag = await store(bench, uri('b.png'), 'abc', { 'Content-Type': 'image/png' });
    await store(bench, uri('A'), '');
    const answer = await bench.client.get(list);
    const { items, next } = answer.json<{ items: unknown[]; next: unknown }>();
    const at = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
    const times = { createdAt: expect.stringMatching(at), updatedAt: expect.stringMatching(at) };
    expect(items).toEqual([
      {
        name: 'A',
        revision: 1,
        etag: expect.any(String),
        mediaType: 'application/octet-stream',
        size: 0,
        digest: digestOf(''),
        ...times,
      },
      {
        name: 'b.png',
        revision: 1,
        etag,
        mediaType: 'image/png',
        size: 3,
        digest: digestOf('abc'),
        ...times,
      },
    ]);
    expect(next).toBeNull();
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
  });

  it('comes page by page; what is written in between neither hides nor doubles one', async () => {
    const { list, uri } = await newShelf(bench);
    const names = ['a', 'b', 'c', 'd', 'ø/?&'.replace('/', '-')];
    for (const name of names) await store(bench, uri(name), name);
    const seen: string[] = [];
    for (let page: string | null = `${list}?limit=2`; page !== null;) {
      const answer = await bench.client.get(page);
      const { items, next }: Listed = answer.json<Listed & Record<string, unknown>>();
      seen.push(...items.map(({ name }) => name));
      expect(answer.headers.link).toBe(next === null ? undefined : `<${next}>; rel="next"`);
      page = next;
      if (seen.length === 2) {
        await remove(bench.client, uri('a'));
        await store(bench, uri('bb'), 'new');
      }
    }
    expect(seen).toEqual(['a', 'b', 'bb', 'c', 'd', 'ø-?&']);
  });

  it.each(['?limit=0', '?limit=201', '?cursor=x', '?sort=name', '?limit=1&limit=2'])(
    '%s is 400',
    async (query) => {
      const { list } = await newShelf(bench);
      expect(told(await bench.client.get(list + query))).toBe('400 invalid-parameter');
    },
  );

  it('is a page for people, with a tag of its own and the same 304', async () => {
    const { list, uri } = await newShelf(bench);
    await store(bench, uri('<b>&.png'), 'abc', { 'Content-Type': 'image/png' });
    const html = await bench.client.get(list, { Accept: 'text/html' });
    expect(html.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(html.text).toContain(`<a href="${uri('<b>&.png')}">&lt;b&gt;&amp;.png</a>`);
    const json = await bench.client.get(list);
    expect(html.etag).toBe(json.etag.replace(/"$/, '-html1"'));
    const again = await bench.client.get(list, { Accept: 'text/html', 'If-None-Match': html.etag });
    expect([again.status, again.headers['content-security-policy']]).toEqual([
      304,
      html.headers['content-security-policy'],
    ]);
    expect((await bench.client.get(list, { 'If-None-Match': html.etag })).status).toBe(200);
    expect(told(await bench.client.get(list, { Accept: 'image/png' }))).toBe('406 not-acceptable');
    const document = await bench.client.get(list.replace('/attachments', ''), { Accept: 'text/html' });
    expect(document.text).toContain(`<a href="${list}">Attachments</a>`);
  });

  it('is 404 or 410 when the document is not there, and 400 before that when the request is wrong', async () => {
    const { document, list } = await newShelf(bench);
    await remove(bench.client, document);
    expect(told(await bench.client.get(list))).toBe('410 gone');
    expect(told(await bench.client.get(list, { 'If-None-Match': '*' }))).toBe('410 gone');
    expect(told(await bench.client.get(`${list}?limit=0`))).toBe('400 invalid-parameter');
    expect(told(await bench.client.get('/v1/collections/no/documents/d/attachments?limit=0'))).toBe(
      '404 collection-not-found',
    );
    expect(told(await bench.client.send('POST', list))).toBe('405 method-not-allowed');
  });
});

describe('the tag of the list of attachments', () => {
  /** One step of a history: of an attachment, of the document, of another document. */
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('put' as const),
      name: fc.constantFrom('a', 'b', 'c'),
      text: fc.constantFrom('x', 'y'),
    }),
    fc.record({ kind: fc.constant('delete' as const), name: fc.constantFrom('a', 'b', 'c') }),
    fc.record({ kind: fc.constantFrom('document' as const, 'recreate' as const, 'other' as const) }),
  );
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

  /** What the list should hold: name and revision of each live attachment. */
  class Model {
    readonly live = new Map<string, { text: string; revision: number }>();
    readonly revisions = new Map<string, number>();

    async apply(shelf: Shelf, change: Step): Promise<void> {
      switch (change.kind) {
        case 'put':
          await store(bench, shelf.uri(change.name), change.text);
          if (this.live.get(change.name)?.text !== change.text) this.#set(change.name, change.text);
          break;
        case 'delete':
          if (this.live.delete(change.name)) {
            await remove(bench.client, shelf.uri(change.name));
            this.#rise(change.name);
          }
          break;
        case 'document':
          await replace(bench.client, shelf.document, JSON.stringify({ n: Math.random() }));
          break;
        case 'recreate':
          await remove(bench.client, shelf.document);
          for (const name of this.live.keys()) this.#rise(name);
          this.live.clear();
          await create(bench.client, shelf.document);
          break;
        case 'other':
          await store(bench, `${shelf.place.document('o')}/attachments/a`, String(Math.random()));
          break;
        default:
          change satisfies never;
      }
    }

    #set(name: string, text: string): void {
      this.live.set(name, { text, revision: this.#rise(name) });
    }

    #rise(name: string): number {
      const revision = (this.revisions.get(name) ?? 0) + 1;
      this.revisions.set(name, revision);
      return revision;
    }

    get state(): string {
      const members = [...this.live].map(([name, { revision }]) => `${name} ${revision}`);
      return members.toSorted((a, b) => (a < b ? -1 : 1)).join();
    }
  }

  it('changes if and only if the set of live attachments or one of them does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const shelf = await newShelf(bench);
        await create(bench.client, shelf.place.document('o'));
        const model = new Model();
        const tagOf = new Map<string, string>();
        const stateOf = new Map<string, string>();
        for (const change of steps) {
          const before = (await bench.client.get(shelf.place.list)).etag;
          await model.apply(shelf, change);
          const { etag } = await bench.client.get(shelf.list);
          expect(tagOf.get(model.state) ?? etag).toBe(etag);
          expect(stateOf.get(etag) ?? model.state).toBe(model.state);
          tagOf.set(model.state, etag);
          stateOf.set(etag, model.state);
          // The list of documents is made of documents only.
          const after = (await bench.client.get(shelf.place.list)).etag;
          const isDocument = change.kind === 'document' || change.kind === 'recreate';
          expect(after === before).toBe(!isDocument);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('is answered 304 without a single item being read', async () => {
    const { list, uri } = await newShelf(bench);
    await store(bench, uri('a'), 'abc');
    const { etag } = await bench.client.get(list);
    expect((await bench.client.get(list, { 'If-None-Match': etag })).status).toBe(304);
    expect(told(await bench.client.get(list, { 'If-Match': '"1.1.a.b"' }))).toBe('412 precondition-failed');
  });

  it('a POST guarded by the tag of the documents passes although an attachment came in between', async () => {
    const { place, uri } = await newShelf(bench);
    const { etag } = await bench.client.get(place.list);
    await store(bench, uri('a'), 'abc');
    expect((await bench.client.post(place.list, '{}', { 'If-Match': etag })).status).toBe(201);
    expect(told(await bench.client.post(place.list, '{}', { 'If-Match': etag }))).toBe(
      '412 precondition-failed',
    );
  });
});
