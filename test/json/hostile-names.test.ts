// Contract section 2: `__proto__`, `constructor`, `toJSON` and the like are data, never behaviour.
import { Buffer } from 'node:buffer';
import {
  acceptDocument,
  acceptText,
  applyMergePatch,
  jsonEquals,
  parseJson,
  serialiseJson,
} from '../../src/json/index.js';
import type { JsonObject, JsonValue } from '../../src/json/index.js';
import { documentVerdict, HOSTILE_NAMES, LIMITS } from './support.js';

/** What a polluted prototype would show through one object of each kind. */
const inherited = (): unknown[] =>
  [{}, [], '', 0, () => 0].map((value) => (value as { polluted?: unknown }).polluted);

const intrinsics = (): string =>
  [Object.prototype, Array.prototype, Function.prototype, Object]
    .flatMap((object) => Reflect.ownKeys(object).map(String))
    .join();

const unpolluted = intrinsics();

afterEach(() => {
  const isPolluted = inherited().some((value) => value !== undefined) || intrinsics() !== unpolluted;
  if (isPolluted) throw new Error('a member name changed what every object inherits');
});

const asObject = (value: JsonValue): JsonObject => value as JsonObject;

describe.each(HOSTILE_NAMES)('the member %s', (name) => {
  const text = `{"${name}":{"polluted":true,"${name}":{"polluted":1}},"a":1}`;

  it('is accepted and parsed as an own member', () => {
    expect(acceptDocument(Buffer.from(text), LIMITS)).toEqual({ kind: 'accepted', text });
    const value = asObject(parseJson(text));
    expect(Object.keys(value)).toEqual([name, 'a']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(serialiseJson(value)).toBe(text);
  });

  it('is added by a merge patch as an own member', () => {
    const result = asObject(applyMergePatch(parseJson('{"b":2}'), parseJson(text)));
    expect(serialiseJson(result)).toBe(`{"b":2,${text.slice(1)}`);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(Object.hasOwn(result, name)).toBe(true);
    expect(acceptText(serialiseJson(result), LIMITS).kind).toBe('accepted');
  });

  it('is patched inside, replaced and removed as any member is', () => {
    const target = parseJson(text);
    const inner = parseJson(`{"${name}":{"polluted":null,"${name}":{"b":2}}}`);
    expect(serialiseJson(applyMergePatch(target, inner))).toBe(
      `{"${name}":{"${name}":{"polluted":1,"b":2}},"a":1}`,
    );
    expect(serialiseJson(applyMergePatch(target, parseJson(`{"${name}":0}`)))).toBe(`{"${name}":0,"a":1}`);
    expect(serialiseJson(applyMergePatch(target, parseJson(`{"${name}":null}`)))).toBe('{"a":1}');
    expect(serialiseJson(target)).toBe(text);
  });

  it('is not there unless it was sent: nothing inherited is patched, removed or compared', () => {
    expect(serialiseJson(applyMergePatch(parseJson('{}'), parseJson(`{"${name}":{"polluted":1}}`)))).toBe(
      `{"${name}":{"polluted":1}}`,
    );
    expect(serialiseJson(applyMergePatch(parseJson('{"a":1}'), parseJson(`{"${name}":null}`)))).toBe(
      '{"a":1}',
    );
    expect(jsonEquals(parseJson(`{"${name}":{}}`), parseJson('{"a":{}}'))).toBe(false);
    expect(jsonEquals(parseJson('{"a":{}}'), parseJson(`{"${name}":{}}`))).toBe(false);
  });

  it('is a function in no text: a value under it is data in every kind', () => {
    for (const value of ['null', 'true', '0', '"x"', '[]', '{}']) {
      const written = `{"a":{"${name}":${value}}}`;
      expect(documentVerdict(written)).toBe('accepted');
      expect(serialiseJson(parseJson(written))).toBe(written);
    }
  });
});

describe('attacks known by name', () => {
  it.each([
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    '{"a":{"__proto__":{"__proto__":{"polluted":true}}}}',
    '{"__proto__":null}',
    '{"__proto__":[]}',
    '{"__proto__":"x"}',
    '{"\\u005f_proto__":{"polluted":true}}',
    '{"toString":{"constructor":{"polluted":true}}}',
  ])('%s is only data, as a document and as a patch of every target', (text) => {
    expect(documentVerdict(text)).toBe('accepted');
    for (const target of ['{}', '[]', 'null', '{"a":1}', '{"__proto__":{"x":1}}', text]) {
      const result = applyMergePatch(parseJson(target), parseJson(text));
      expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
      expect(acceptText(serialiseJson(result), LIMITS).kind).toBe('accepted');
    }
  });

  it('`__proto__` escaped and plain are one name', () => {
    expect(documentVerdict('{"__proto__":1,"\\u005f_proto__":2}')).toBe('duplicate-member');
  });

  it('a member of ten thousand others may be called __proto__', () => {
    const members = Array.from({ length: 10_000 }, (_, index) => `"m${index}":0`);
    expect(documentVerdict(`{${members.join()},"__proto__":1}`)).toBe('accepted');
    expect(documentVerdict(`{"__proto__":0,${members.join()},"__proto__":1}`)).toBe('duplicate-member');
  });
});
