import { Buffer } from 'node:buffer';
import { create, observe, replace, useService } from './support.js';
import { slugOf, Wire } from './wire.js';

const bench = useService();

/** A document with two revisions, and its tags. */
async function document() {
  const place = await bench.collection();
  const uri = place.document('a');
  const old = await create(bench.client, uri);
  return { place, uri, old, current: await replace(bench.client, uri) };
}

type Document = Awaited<ReturnType<typeof document>>;

/** Sends field lines exactly as given, one byte a character; says what came. */
async function ask(line: string, lines: readonly string[], content?: string): Promise<string> {
  const wire = await Wire.open(bench.url);
  const length = content === undefined ? [] : [`Content-Length: ${content.length}`];
  const head = [`${line} HTTP/1.1`, 'Host: x', 'Content-Type: application/json', ...lines, ...length];
  // The answer to HEAD tells a length of which nothing comes: its end is the end of the connection.
  if (line.startsWith('HEAD')) head.push('Connection: close');
  await wire.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n${content ?? ''}`, 'latin1'));
  if (line.startsWith('HEAD')) return (await wire.closed()).split(' ')[1] ?? '';
  const answer = await wire.answer();
  wire.close();
  return answer.status < 400 ? String(answer.status) : `${answer.status} ${slugOf(answer)}`;
}

type Case = readonly [name: string, lines: (document: Document) => readonly string[], result: string];

const FALSE = '412 precondition-failed';
const MALFORMED = '400 malformed-precondition';

/** The 8-bit bytes that a tag may hold; é is the byte 0xE9, and U+00C3 U+00A9 what UTF-8 makes of it. */
const HIGH = Array.from({ length: 128 }, (_, n) => String.fromCharCode(0x80 + n)).join('');

const MATCHES: readonly Case[] = [
  ['R8: 200 members, the last of them', (d) => [`If-Match: ${'"x", '.repeat(199)}${d.current}`], '204'],
  ['R9: a second line', ({ old, current }) => [`If-Match: ${old}`, `If-Match: ${current}`], '204'],
  ['R9: a second line far behind', (d) => [`If-Match: ${d.old}`, 'X: y', `if-match: ${d.current}`], '204'],
  ['R9: a line that breaks a tag in two', () => ['If-Match: "a', 'If-Match: b"'], MALFORMED],
  ['R9: one line that cannot be read', (d) => [`If-Match: ${d.current}`, 'If-Match: x'], MALFORMED],
  ['R10: empty members', ({ current }) => [`If-Match: , "a",,${current} ,`], '204'],
  ['R10: a hundred of them', (d) => [`If-Match: ${', '.repeat(100)}${d.current}`], '204'],
  ['R10: lines without members', (d) => ['If-Match:', `If-Match: ${d.current}`, 'If-Match: ,'], '204'],
  ['R11: tabs and spaces around commas', (d) => [`If-Match:\t"a"\t, \t${d.current} \t`], '204'],
  ['R11: no space at all', ({ current }) => [`If-Match:"a",${current}`], '204'],
  ['R11: a vertical tab is no white space', (d) => [`If-Match: "a",\v${d.current}`], '400 bad-request'],
  ['R12: commas inside quotes', ({ current }) => [`If-Match: "a,b", ",", ${current}`], '204'],
  ['R12: the tag inside another one', ({ current }) => [`If-Match: "a,${current.slice(1)}`], FALSE],
  ['R12: a backslash before the closing quote', (d) => [String.raw`If-Match: "a\", ${d.current}`], '204'],
  ['R13: every byte from 0x80 to 0xFF', ({ current }) => [`If-Match: "${HIGH}", ${current}`], '204'],
  ['R13: such a tag alone', () => [`If-Match: "${HIGH}"`], FALSE],
  ['R13: bytes that are no UTF-8', ({ current }) => [`If-Match: "\xff\xfe", ${current}`], '204'],
  ['R13: the tag and a byte more', ({ current }) => [`If-Match: ${current.slice(0, -1)}\xa0"`], FALSE],
  ['R14: another case', ({ current }) => [`If-Match: ${current.toUpperCase()}`], FALSE],
  ['R14: percent-encoded', ({ current }) => [`If-Match: ${current.replace('.', '%2e')}`], FALSE],
  ['R14: with a backslash', ({ current }) => [`If-Match: ${current.replace('.', String.raw`\.`)}`], FALSE],
  ['R15: * and a tag', ({ current }) => [`If-Match: *, ${current}`], MALFORMED],
  ['R15: * and a tag on two lines', ({ current }) => ['If-Match: *', `If-Match: ${current}`], MALFORMED],
  ['R15: * on two lines', () => ['If-Match: *', 'If-Match: *'], MALFORMED],
  ['R16: without quotes', ({ current }) => [`If-Match: ${current.slice(1, -1)}`], MALFORMED],
  ['R16: in single quotes', ({ current }) => [`If-Match: ${current.replaceAll('"', "'")}`], MALFORMED],
  ['R16: a space inside', () => ['If-Match: "a b"'], MALFORMED],
  ['R16: two tags without a comma', ({ current }) => [`If-Match: ${current} ${current}`], MALFORMED],
  ['R17: an empty value', () => ['If-Match:'], FALSE],
  ['R17: white space', () => ['If-Match: \t '], FALSE],
  ['R17: other letters in the name', ({ current }) => [`iF-mAtCh: ${current}`], '204'],
  ['R17: two empty lines', () => ['If-Match:', 'IF-MATCH: '], FALSE],
  ['R19: a quoted asterisk', () => ['If-Match: "*"'], FALSE],
  ['R19: a quoted asterisk beside the tag', ({ current }) => [`If-Match: "*", ${current}`], '204'],
  ['R20: a weak tag', ({ current }) => [`If-Match: W/${current}`], FALSE],
  ['R20: a weak tag and the strong one', ({ current }) => [`If-Match: W/${current}, ${current}`], '204'],
  ['R21: *', () => ['If-Match: *'], '204'],
  ['R22: none of several', ({ old }) => [`If-Match: ${old}, "2.x", "3.y"`], FALSE],
];

describe('9110 8.8.3 and 13.1.1 If-Match as bytes', () => {
  it.each(MATCHES)('%s: PUT', async (_, lines, result) => {
    const made = await document();
    const uris = [made.uri, made.place.list, made.place.uri, `${made.uri}/revisions`];
    const before = await observe(bench.client, ...uris);
    expect(await ask(`PUT ${made.uri}`, lines(made), '{"n":3}')).toBe(result);
    // R23: refused means not performed, in the document, its list, the settings and the history.
    const changed = JSON.stringify(await observe(bench.client, ...uris)) !== JSON.stringify(before);
    const { text } = await bench.client.get(made.uri);
    expect([changed, text]).toEqual(result === '204' ? [true, '{"n":3}'] : [false, '{"n":2}']);
  });
});

const NONE_MATCHES: readonly Case[] = [
  ['R9: a second line', (d) => ['If-None-Match: "x"', `If-None-Match: ${d.current}`], '304'],
  ['R10: empty members', ({ current }) => [`If-None-Match: ,, ${current},`], '304'],
  ['R11: tabs', ({ current }) => [`If-None-Match:\t"x"\t,\t${current}`], '304'],
  ['R12: commas inside quotes', ({ current }) => [`If-None-Match: "a,b",${current}`], '304'],
  ['R12: the tag inside another one', (d) => [`If-None-Match: "a,${d.current.slice(1)}`], '200'],
  ['R13: every byte from 0x80 to 0xFF', ({ current }) => [`If-None-Match: "${HIGH}", ${current}`], '304'],
  ['R13: such a tag alone', () => [`If-None-Match: "${HIGH}"`], '200'],
  ['R15: * behind a tag', () => ['If-None-Match: "x", *'], '200'],
  ['R15: * on two lines', () => ['If-None-Match: *', 'If-None-Match: *'], '200'],
  ['R16: without quotes', ({ current }) => [`If-None-Match: ${current.slice(1, -1)}`], '200'],
  ['R16: a lower-case mark', ({ current }) => [`If-None-Match: w/${current}`], '200'],
  ['R17: an empty value', () => ['If-None-Match:'], '200'],
  ['R19: a quoted asterisk', () => ['If-None-Match: "*"'], '200'],
  ['R27: a weak tag', ({ current }) => [`If-None-Match: W/${current}`], '304'],
  ['R28: *', () => ['If-None-Match: *'], '304'],
];

describe('9110 13.1.2 If-None-Match as bytes', () => {
  it.each(NONE_MATCHES)('%s: GET and HEAD', async (_, lines, result) => {
    const made = await document();
    for (const method of ['GET', 'HEAD'])
      expect([method, await ask(`${method} ${made.uri}`, lines(made))]).toEqual([method, result]);
  });

  it.each([
    ['R15: a tag and *', 'If-None-Match: "x", *', MALFORMED],
    ['R15: * on two lines', 'If-None-Match: *\r\nIf-None-Match: *', MALFORMED],
    ['R16: unquoted', 'If-None-Match: x', MALFORMED],
    ['R17: empty', 'If-None-Match:', '428 precondition-required'],
    ['R19: a quoted asterisk', 'If-None-Match: "*"', '428 precondition-required'],
    ['R31: *', 'If-None-Match: *', '201'],
  ])('%s: PUT that would create', async (_, line, result) => {
    const uri = (await bench.collection()).document('a');
    expect(await ask(`PUT ${uri}`, [line], '{}')).toBe(result);
    expect((await bench.client.get(uri)).status).toBe(result === '201' ? 200 : 404);
  });
});

describe('9110 5.3 and 6.5.1 nothing is judged before its time', () => {
  it('R18: a PUT whose header section comes in pieces waits for its last line: 400', async () => {
    const { uri, old } = await document();
    const wire = await Wire.open(bench.url);
    await wire.write(`PUT ${uri} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nIf-Match: *\r\n`);
    await wire.write('Content-Length: 2\r\n');
    expect((await bench.client.get(uri)).text).toBe('{"n":2}');
    expect(wire.silent).toBe(true);
    await wire.write(`X-Last: 1\r\nIf-Match: ${old}\r\n\r\n{}`);
    // "*" beside a tag, on lines that came one after the other.
    expect(slugOf(await wire.answer())).toBe('malformed-precondition');
    expect((await bench.client.get(uri)).text).toBe('{"n":2}');
    wire.close();
  });

  it('R18: a trailer neither adds to the header section nor takes from it: 412, 204', async () => {
    const { uri, old, current } = await document();
    for (const [tag, trailer, status] of [
      [old, current, 412],
      [current, old, 204],
    ] as const) {
      const wire = await Wire.open(bench.url);
      const chunked = ['Transfer-Encoding: chunked', 'Trailer: If-Match'];
      await wire.ask(`PUT ${uri}`, 'Content-Type: application/json', `If-Match: ${tag}`, ...chunked);
      await wire.write(`7\r\n{"n":3}\r\n0\r\nIf-Match: ${trailer}\r\n\r\n`);
      expect((await wire.answer()).status).toBe(status);
      wire.close();
    }
  });
});
