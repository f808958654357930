// RFC 6902 within bounds: no patch fills the memory, stands for minutes or overflows the stack.
import { applyJsonPatch, type JsonPatch, type JsonValue, patchText } from '../../src/json/index.js';
import { parseJson, parseJsonPatch, serialiseJson } from '../../src/json/index.js';
import { LIMITS } from './support.js';

const parsed = (operations: JsonValue): JsonPatch => {
  const result = parseJsonPatch(operations);
  if (result.kind === 'malformed') throw new Error(result.detail);
  return result.patch;
};

const milliseconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

const patched = (before: string, patch: string, limits = LIMITS): ReturnType<typeof patchText> =>
  patchText(before, patch, limits, 'json-patch');

const copies = (times: number): string =>
  serialiseJson(Array.from({ length: times }, () => ({ op: 'copy', from: '/a', path: '/b' })));

describe('a patch that copies', () => {
  it('the whole into itself a hundred times is invalid within a second', () => {
    const patch = parsed(
      Array.from({ length: 100 }, (_, index) => ({ op: 'copy', from: '', path: `/copy${index}` })),
    );
    let result: ReturnType<typeof applyJsonPatch> | undefined;
    expect(milliseconds(() => (result = applyJsonPatch({ a: 1 }, patch)))).toBeLessThan(1000);
    expect(result).toMatchObject({
      kind: 'invalid',
      detail: expect.stringContaining('copies or shifts more'),
    });
  });

  it('one long string again and again is invalid although it adds few values', () => {
    const document = { a: 'x'.repeat(500_000), b: [] };
    const patch = parsed(Array.from({ length: 10 }, () => ({ op: 'copy', from: '/a', path: '/b/-' })));
    expect(applyJsonPatch(document, patch)).toMatchObject({ kind: 'invalid', operation: 4, pointer: '/b/-' });
  });

  it('less than its caller allows applies', () => {
    const patch = parsed([{ op: 'copy', from: '/a', path: '/b' }]);
    expect(applyJsonPatch({ a: '12345678' }, patch, 10).kind).toBe('patched');
    expect(applyJsonPatch({ a: '123456789' }, patch, 10).kind).toBe('invalid');
  });
});

describe('a patch of many operations', () => {
  it('that inserts in front of a long array is invalid within a second', () => {
    const document = { a: Array.from({ length: 400_000 }, () => 0) };
    const patch = parsed(Array.from({ length: 20_000 }, () => ({ op: 'add', path: '/a/0', value: 1 })));
    expect(milliseconds(() => applyJsonPatch(document, patch))).toBeLessThan(1000);
    expect(applyJsonPatch(document, patch).kind).toBe('invalid');
  });

  it('that appends to a long array applies within a second', () => {
    const document = { a: Array.from({ length: 400_000 }, () => 0) };
    const patch = parsed(Array.from({ length: 20_000 }, () => ({ op: 'add', path: '/a/-', value: 1 })));
    expect(milliseconds(() => applyJsonPatch(document, patch))).toBeLessThan(1000);
    expect(applyJsonPatch(document, patch).kind).toBe('patched');
  });

  it('that changes a wide object applies within a second', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `m${index}`);
    const document = Object.fromEntries(names.map((name) => [name, 0]));
    const patch = parsed(
      names.slice(0, 20_000).map((name) => ({ op: 'replace', path: `/${name}`, value: 1 })),
    );
    expect(milliseconds(() => applyJsonPatch(document, patch))).toBeLessThan(1000);
  });
});

describe('depth', () => {
  it('of twenty thousand levels is followed, copied and compared without recursion', () => {
    const deep = parseJson(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    const path = '/a'.repeat(20_000);
    const patch = parsed([
      { op: 'replace', path, value: 2 },
      { op: 'copy', from: '', path: '/b' },
      { op: 'test', path: `/b${path}`, value: 2 },
      { op: 'remove', path: '/b' },
    ]);
    const result = applyJsonPatch(deep, patch);
    const text = result.kind === 'patched' ? serialiseJson(result.value) : result.detail;
    expect(text).toBe(`${'{"a":'.repeat(20_000)}2${'}'.repeat(20_000)}`);
  });
});

describe('contract 5: a patch of a stored text', () => {
  it.each([
    [
      'gives the text of the result',
      '{"a": 1.0}',
      '[{"op":"add","path":"/b","value":[2]}]',
      { kind: 'patched', text: '{"a":1,"b":[2]}' },
    ],
    [
      'that changes nothing is unchanged',
      '{"a":1.0}',
      '[{"op":"test","path":"/a","value":1}]',
      { kind: 'unchanged' },
    ],
    [
      'that ends where it began is unchanged',
      '{"a":1}',
      '[{"op":"remove","path":"/a"},{"op":"add","path":"/a","value":1}]',
      { kind: 'unchanged' },
    ],
    [
      'that fails is a conflict',
      '{"a":1}',
      '[{"op":"remove","path":"/b"}]',
      { kind: 'conflict', operation: 0, pointer: '/b' },
    ],
    [
      'that moves a value into itself is invalid',
      '{"a":{}}',
      '[{"op":"move","from":"/a","path":"/a/b"}]',
      { kind: 'invalid', operation: 0, pointer: '/a/b' },
    ],
    ['that is none is malformed', '{"a":1}', '{"a":2}', { kind: 'malformed', pointer: '' }],
    [
      'that leaves an array is refused',
      '{"a":[]}',
      '[{"op":"move","from":"/a","path":""}]',
      { kind: 'refused', fault: { kind: 'not-an-object' } },
    ],
    [
      'that leaves null is refused',
      '{"a":1}',
      '[{"op":"replace","path":"","value":null}]',
      { kind: 'refused', fault: { kind: 'not-an-object' } },
    ],
  ])('%s', (_, before, patch, result) => {
    expect(patched(before, patch)).toMatchObject(result);
  });

  it('is refused when the result is too large or too deep', () => {
    const small = { maxBytes: 20, maxDepth: 3 };
    const large = '[{"op":"add","path":"/b","value":"123456789"}]';
    expect(patched('{"a":1}', large, small)).toMatchObject({ kind: 'refused', fault: { kind: 'too-large' } });
    const deep = '[{"op":"add","path":"/b","value":[[[]]]}]';
    expect(patched('{"a":1}', deep, small)).toMatchObject({ kind: 'refused', fault: { kind: 'too-deep' } });
  });

  it('may copy twice the limit on size, and no more', () => {
    const before = `{"a":"${'x'.repeat(90)}","b":0}`;
    expect(patched(before, copies(2), { maxBytes: 200, maxDepth: 3 }).kind).toBe('patched');
    expect(patched(before, copies(5), { maxBytes: 200, maxDepth: 3 }).kind).toBe('invalid');
  });

  it('is a merge patch unless the format is named', () => {
    expect(patchText('{"a":1}', '{"a":null}', LIMITS)).toEqual({ kind: 'patched', text: '{}' });
    expect(patchText('{"a":1}', '[]', LIMITS)).toMatchObject({
      kind: 'refused',
      fault: { kind: 'not-an-object' },
    });
  });
});
