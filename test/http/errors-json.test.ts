import { Buffer } from 'node:buffer';
import { create, observe, type ProblemBody, told, useService } from './support.js';

const bench = useService();

const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;

/** What is no document, with the fault that the answer must name. */
const FAULTS: readonly (readonly [what: string, content: string | Buffer, result: string, fault: string])[] =
  [
    ['nothing', '', '400 malformed-json', 'empty'],
    ['only white space', '  \n', '400 malformed-json', 'malformed'],
    ['a cut text', '{"a":1', '400 malformed-json', 'malformed'],
    ['text behind the end', '{"a":1}{"b":2}', '400 malformed-json', 'malformed'],
    ['a comma too many', '{"a":1,}', '400 malformed-json', 'malformed'],
    ['a comment', '{"a":1/* one */}', '400 malformed-json', 'malformed'],
    ['NaN', '{"a":NaN}', '400 malformed-json', 'malformed'],
    ['a line end in a string', '{"a":"\n"}', '400 malformed-json', 'malformed'],
    ['a byte order mark', '\ufeff{}', '400 malformed-json', 'byte-order-mark'],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le'), '400 malformed-json', 'malformed'],
    ['invalid UTF-8', Buffer.from('{"a":"\xff"}', 'latin1'), '400 malformed-json', 'invalid-utf8'],
    ['an overlong form', Buffer.from('{"a":"\xc0\xaf"}', 'latin1'), '400 malformed-json', 'invalid-utf8'],
    [
      'a surrogate in UTF-8',
      Buffer.from('{"a":"\xed\xa0\x80"}', 'latin1'),
      '400 malformed-json',
      'invalid-utf8',
    ],
    ['a name twice', '{"a":1,"a":1}', '400 malformed-json', 'duplicate-member'],
    ['a name twice, escaped', String.raw`{"a":1,"\u0061":2}`, '400 malformed-json', 'duplicate-member'],
    ['a name twice, deep inside', '{"a":[{"b":1,"b":2}]}', '400 malformed-json', 'duplicate-member'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', '400 malformed-json', 'duplicate-member'],
    ['half a surrogate pair', String.raw`{"a":"\ud83d"}`, '400 malformed-json', 'lone-surrogate'],
    ['half a pair in a name', String.raw`{"\ude00":1}`, '400 malformed-json', 'lone-surrogate'],
    ['an array', '[{}]', '422 unprocessable', 'not-an-object'],
    ['null', 'null', '422 unprocessable', 'not-an-object'],
    ['a string', '"{}"', '422 unprocessable', 'not-an-object'],
    ['a number that a double alters', '{"a":9007199254740993}', '422 unprocessable', 'unsafe-number'],
    ['a number beyond doubles', '{"a":1e400}', '422 unprocessable', 'unsafe-number'],
    ['a number that becomes zero', '{"a":1e-400}', '422 unprocessable', 'unsafe-number'],
    ['1000 digits', `{"a":1.${'0'.repeat(998)}1}`, '422 unprocessable', 'unsafe-number'],
    ['129 levels', nested(129), '422 unprocessable', 'too-deep'],
    ['50,000 levels', `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, '422 unprocessable', 'too-deep'],
    // 400 comes before 422, wherever the two stand.
    ['an unsafe number, then a name twice', '{"a":1e400,"a":1}', '400 malformed-json', 'duplicate-member'],
    ['an array that is cut', '[1', '400 malformed-json', 'malformed'],
    ['129 levels, not closed', '{"a":'.repeat(129), '400 malformed-json', 'malformed'],
  ];

describe('7493 content that is no document', () => {
  it.each(FAULTS)(
    'R65: %s: %j is refused as %s, %s, and leaves nothing behind',
    async (_, content, result, fault) => {
      const { client } = bench;
      const place = await bench.collection();
      await create(client, place.document('live'));
      const uris = [place.document('live'), place.document('new'), place.list, place.uri];
      const before = await observe(client, ...uris);
      const answers = [
        await client.put(place.document('new'), content, { 'If-None-Match': '*' }),
        await client.put(place.document('live'), content, { 'If-Match': '*' }),
        await client.post(place.list, content),
        await client.put(place.uri, content, { 'If-Match': '*' }),
      ];
      expect(answers.map(told)).toEqual(answers.map(() => result));
      for (const answer of answers) expect(answer.json<ProblemBody>()['fault']).toBe(fault);
      expect(await observe(client, ...uris)).toEqual(before);
    },
  );

  it('R54: the detail says where the fault is: 400, 422 with a pointer', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const put = (body: string) => client.put(uri, body, { 'If-None-Match': '*' });
    expect((await put('{"list":[{"n":1e400}]}')).json()).toMatchObject({ pointer: '/list/0/n' });
    expect((await put('{"a":{"b":1,"b":2}}')).json()).toMatchObject({ pointer: '/a/b' });
    expect((await put('{"a":1,,}')).json<ProblemBody>().detail).toMatch(/\b7\b|\b8\b/);
  });
});
