import {
  APPENDIX_APPLIED,
  APPENDIX_REFUSED,
  APPLIED,
  CONFLICTS,
  INVALID,
  MALFORMED,
} from '../json/json-patch-cases.js';
import { observe, type ProblemBody, told, useService } from './support.js';

// The same cases as test/json, over the real service: what the client gets, and what a GET shows from then on.

const bench = useService();

const isObject = (text: string) => text.startsWith('{');

/** A live document, and how it answers a patch. */
async function patched(document: string, patch: string, type: string) {
  const { client } = bench;
  const place = await bench.collection();
  const uri = place.document('a');
  const made = await client.put(uri, document, { 'If-None-Match': '*' });
  if (made.status !== 201) throw new Error(made.text);
  const uris = [uri, place.list, `${uri}/revisions`];
  const before = await observe(client, ...uris);
  const answer = await client.send('PATCH', uri, {
    body: patch,
    headers: { 'Content-Type': `application/${type}`, 'If-Match': made.etag },
  });
  const unchanged = JSON.stringify(await observe(client, ...uris)) === JSON.stringify(before);
  return { answer, unchanged, etag: made.etag, after: await client.get(uri) };
}

const results = [...APPENDIX_APPLIED, ...APPLIED].filter(([, document]) => isObject(document));

describe('6902 over HTTP', () => {
  it.each(results.filter(([, , , result]) => isObject(result)))(
    'R68: %s: %s with %s: 200 with the result, and a GET shows the same',
    async (_, document, patch, result) => {
      const { answer, after, etag } = await patched(document, patch, 'json-patch+json');
      expect(told(answer)).toBe('200');
      // What leaves the value as it was leaves the stored bytes too.
      expect(JSON.parse(answer.text)).toEqual(JSON.parse(result));
      expect([after.text, after.etag]).toEqual([answer.text, answer.etag]);
      expect(answer.etag === etag).toBe(answer.text === document);
    },
  );

  it.each(results.filter(([, , , result]) => !isObject(result)))(
    'R65, R68: %s: %s with %s: 422, as the result is no object, and nothing changed',
    async (_, document, patch) => {
      const { answer, unchanged } = await patched(document, patch, 'json-patch+json');
      expect([told(answer), unchanged]).toEqual(['422 unprocessable', true]);
    },
  );

  const SLUGS = {
    conflict: '409 patch-conflict',
    invalid: '422 unprocessable',
    malformed: '400 malformed-patch',
  } as const;

  it.each(
    [...APPENDIX_REFUSED, ...CONFLICTS, ...INVALID, ...MALFORMED].filter(([, document]) =>
      isObject(document),
    ),
  )(
    'R65, R68: %s: %s with %s: refused as %s with the pointer %j, and nothing changed',
    async (_, document, patch, kind, pointer) => {
      const { answer, unchanged } = await patched(document, patch, 'json-patch+json');
      expect([told(answer), unchanged]).toEqual([SLUGS[kind], true]);
      expect(answer.json<ProblemBody>()['pointer']).toBe(pointer);
    },
  );
});

// 7396 appendix A: the original, the patch, the result.
const MERGES = [
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['{"a":"foo"}', 'null', undefined],
  ['{"a":"foo"}', '"bar"', undefined],
  ['{"a":"b"}', '["c"]', undefined],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
] as const;

describe('7396 over HTTP', () => {
  it.each(MERGES.filter(([, , result]) => result !== undefined))(
    'R67: %s with %s: 200 with %s, and a GET shows the same',
    async (document, patch, result) => {
      const { answer, after } = await patched(document, patch, 'merge-patch+json');
      expect([told(answer), answer.text]).toEqual(['200', result]);
      expect([after.text, after.etag]).toEqual([answer.text, answer.etag]);
    },
  );

  it.each(MERGES.filter(([, , result]) => result === undefined))(
    'R67: %s with %s: the patch replaces all, which makes no document: 422, and nothing changed',
    async (document, patch) => {
      const { answer, unchanged } = await patched(document, patch, 'merge-patch+json');
      expect([told(answer), unchanged]).toEqual(['422 unprocessable', true]);
    },
  );
});

describe('5789 2 a patch is applied whole or not at all', () => {
  it('R65: readers beside 60 patches of three members never see them differ', async () => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    await client.put(uri, '{"x":0,"y":0,"z":0}', { 'If-None-Match': '*' });
    const over = new AbortController();
    const seen = new Set<number>();
    const reader = async () => {
      while (!over.signal.aborted) {
        const { x, y, z } = (await client.get(uri)).json<{ x: number; y: number; z: number }>();
        expect([y, z]).toEqual([x, x]);
        seen.add(x);
      }
    };
    const readers = [reader(), reader()];
    for (let n = 1; n <= 60; n++) {
      const operations = ['x', 'y', 'z'].map((name) => ({ op: 'replace', path: `/${name}`, value: n }));
      // Every third one fails at its last operation.
      const body = JSON.stringify(
        n % 3 === 0 ? [...operations, { op: 'remove', path: '/none' }] : operations,
      );
      const headers = { 'Content-Type': 'application/json-patch+json', 'If-Match': '*' };
      const { status } = await client.send('PATCH', uri, { body, headers });
      expect(status).toBe(n % 3 === 0 ? 409 : 200);
    }
    over.abort();
    await Promise.all(readers);
    expect([...seen].filter((n) => n % 3 === 0 && n > 0)).toEqual([]);
    expect(seen.size).toBeGreaterThan(5);
  });

  it.each([
    ['text/json', 'application/merge-patch+json, application/json-patch+json, application/json'],
    ['application/xml', 'application/merge-patch+json, application/json-patch+json, application/json'],
  ])('R66, R69: %s: 415 whose Accept-Patch is that of OPTIONS', async (type, accepted) => {
    const { client } = bench;
    const place = await bench.collection();
    const uri = place.document('a');
    await client.put(uri, '{}', { 'If-None-Match': '*' });
    for (const target of [uri, place.uri]) {
      const answer = await client.patch(target, '{"a":1}', { 'Content-Type': type, 'If-Match': '*' });
      expect([told(answer), answer.headers['accept-patch']]).toEqual([
        '415 unsupported-media-type',
        accepted,
      ]);
      expect((await client.send('OPTIONS', target)).headers['accept-patch']).toBe(accepted);
      expect((await client.get(target)).text).toBe('{}');
    }
  });
});
