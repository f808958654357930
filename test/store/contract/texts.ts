import { Buffer } from 'node:buffer';
import type { Revision } from '../../../src/store/index.js';
import { committed, keyOf, newName, type Subject } from './subject.js';

const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['white space of every kind', ' \t\r\n{ "a" :\n\t[ 1 ,2 ] }\r\n '],
  ['escapes that could be written otherwise', String.raw`{"a":"\u0041\/\n\u000a\ud83d\ude00\u0000"}`],
  ['numbers that a double would round', '[1.0,1e400,12345678901234567890,-0,0.1000]'],
  ['members in their order, integers last', '{"b":1,"a":2,"10":3,"9":4}'],
  ['__proto__ and constructor', '{"__proto__":{"polluted":true},"constructor":{"prototype":1}}'],
  ['letters beyond ASCII', '"héllo wörld ÅÅ ﬁ ß"'],
  ['code points beyond the basic plane', '"😀𝒳👩‍👩‍👧‍👦🇫🇷"'],
  ['line separators, a byte order mark and a non-character', '"\u2028\u2029\uFEFF\uFFFF"'],
  ['text that looks like SQL', `"'; DROP TABLE Document; -- ? $1 @x %s \\\\"`],
  ['the shortest text', '0'],
  ['one mebibyte', `"${'é'.repeat(524_287)}"`],
];

/** Texts are kept as they came, and for ever. */
export function describeTexts(subject: Subject): void {
  describe('texts', () => {
    it.each(TEXTS)('are kept verbatim and measured in UTF-8 bytes: %s', async (_, text) => {
      const key = keyOf(await subject.newCollection());
      const head = await subject.write(key, 'create', text);
      expect(head.size).toBe(Buffer.byteLength(text));
      expect(await subject.documents.read(key)).toEqual({ kind: 'live', head, text });
      expect(await subject.documents.text(key, head.revision)).toBe(text);
    });

    it.each(TEXTS)('of settings are kept verbatim: %s', async (_, settings) => {
      const head = committed(await subject.changeCollection(newName(), settings));
      expect(head.settings).toBe(settings);
      expect(await subject.collections.read(head.name)).toEqual(head);
    });

    it('of every revision stay what they were while the document is changed, deleted and made again', async () => {
      const key = keyOf(await subject.newCollection());
      const issued = new Map<Revision, string | undefined>();
      for (let turn = 0; turn < 4; turn += 1) {
        for (const operation of ['create', 'replace', 'merge', 'delete'] as const) {
          const text = `{"turn":${turn},"by":"${operation}"}`;
          const { revision } = await subject.write(key, operation, text);
          issued.set(revision, operation === 'delete' ? undefined : text);
          for (const [old, kept] of issued) expect(await subject.documents.text(key, old)).toBe(kept);
        }
      }
      expect(issued.size).toBe(16);
    });

    it('may be equal in two revisions, which are still two', async () => {
      const key = keyOf(await subject.newCollection());
      await subject.write(key, 'create', '"same"');
      const head = await subject.write(key, 'replace', '"same"');
      expect(head.revision).toBe(2);
      expect(await subject.documents.text(key, 1 as Revision)).toBe('"same"');
      expect(await subject.documents.text(key, 2 as Revision)).toBe('"same"');
    });
  });
}
