import { create, replace, useService } from './support.js';

const bench = useService();

/** Texts that a service which parses and writes again would alter. */
const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['odd white space', ' {\t"a" :\r\n [ 1 ,2 ] }\n\n'],
  ['escapes that need none', String.raw`{"\u0061":"\/\u00e9\n\ud83d\ude00"}`],
  ['characters that others escape', '{"é":"</script>\u2028 \u007f 🐢"}'],
  ['a character and its decomposed twin', '{"\u00e9":1,"e\u0301":2}'],
  ['numbers spelt differently', '{"a":1.0,"b":1e2,"c":-0,"d":0.10,"e":1E+2,"f":9007199254740992}'],
  ['members in an order that objects do not keep', '{"b":1,"10":2,"2":3,"a":4}'],
  ['names that mean something to JavaScript', '{"__proto__":{"x":1},"constructor":2,"toJSON":3,"":4}'],
  ['an empty object', '{}'],
  ['NUL as an escape', String.raw`{"a":"\u0000b"}`],
  ['a value that looks like SQL', `{"a":"'); DROP TABLE Document; --"}`],
  ['128 levels', `${'{"a":'.repeat(127)}{}${'}'.repeat(127)}`],
  ['10,000 members', `{${Array.from({ length: 10_000 }, (_, n) => `"m${n}": ${n}`).join(', ')}}`],
];

describe('9110 8.1 the representation is the bytes that were sent', () => {
  it.each(TEXTS)('R59: %s: GET returns the same bytes after a create and a replace', async (_, text) => {
    const { client } = bench;
    const place = await bench.collection();
    await create(client, place.document('a'), text);
    await create(client, place.document('b'), '{"other":true}');
    await replace(client, place.document('b'), text);
    for (const id of ['a', 'b']) {
      const answer = await client.get(place.document(id));
      expect(answer.text).toBe(text);
      expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(text)));
    }
  });

  it.each(TEXTS)('R59: %s: POST answers, and lists hold, the same text', async (_, text) => {
    const { client } = bench;
    const place = await bench.collection();
    const posted = await client.post(place.list, text);
    expect(posted.status).toBe(201);
    expect(posted.text).toBe(text);
    const list = await client.get(place.list);
    expect(list.text).toContain(`"data":${text}}`);
    expect(list.headers['content-length']).toBe(String(list.bytes.length));
  });

  it('R59: settings of a collection are kept as they were sent', async () => {
    const settings = '{ "preconditions" : "optional" }\n';
    const place = await bench.collection(settings);
    expect((await bench.client.get(place.uri)).text).toBe(settings);
  });

  it('R4: bytes that differ only in white space are another revision', async () => {
    const { client } = bench;
    const uri = (await bench.collection()).document('a');
    const tag = await create(client, uri, '{"n":1}');
    const spaced = await replace(client, uri, '{"n": 1}', tag);
    expect(spaced).not.toBe(tag);
    expect((await client.get(uri)).text).toBe('{"n": 1}');
  });
});
