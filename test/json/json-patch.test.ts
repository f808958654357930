// RFC 6902: JSON Patch.
import { applyJsonPatch, parseJson, parseJsonPatch, serialiseJson } from '../../src/json/index.js';
import {
  APPENDIX_APPLIED,
  APPENDIX_REFUSED,
  APPLIED,
  CONFLICTS,
  INVALID,
  MALFORMED,
  type Refused,
} from './json-patch-cases.js';
import { deepFreeze, HOSTILE_NAMES } from './support.js';

/** The text that a patch leads to, or the kind of its refusal. Neither argument can be changed. */
const patched = (document: string, patch: string): string => {
  const result = outcome(document, patch);
  return result.kind === 'patched' ? serialiseJson(result.value) : result.kind;
};

const outcome = (document: string, patch: string): ReturnType<typeof applyJsonPatch> | MalformedPatch => {
  const parsed = parseJsonPatch(deepFreeze(parseJson(patch)));
  return parsed.kind === 'malformed' ? parsed : applyJsonPatch(deepFreeze(parseJson(document)), parsed.patch);
};

type MalformedPatch = Extract<ReturnType<typeof parseJsonPatch>, { kind: 'malformed' }>;

describe('6902 appendix A', () => {
  it.each(APPENDIX_APPLIED)('%s: %s', (_, document, patch, result) => {
    expect(patched(document, patch)).toBe(result);
  });

  it.each(APPENDIX_REFUSED)('%s: %s', expectRefusal);
});

describe('6902 4, 5: what applies', () => {
  it.each(APPLIED)('%s: %s', (_, document, patch, result) => {
    expect(patched(document, patch)).toBe(result);
  });
});

describe('6902 5: what does not fit the document is a conflict', () => {
  it.each(CONFLICTS)('%s: %s', expectRefusal);
});

describe('6902 4: what fits no document is invalid', () => {
  it.each(INVALID)('%s: %s', expectRefusal);
});

describe('6902 3, 4: what is no patch is malformed, before anything is applied', () => {
  it.each(MALFORMED)('%s, for %s', expectRefusal);
});

function expectRefusal(...[, document, patch, kind, pointer]: Refused): void {
  expect(outcome(document, patch)).toMatchObject({
    kind,
    pointer,
    detail: expect.stringMatching(/\. \w.*\.$/),
  });
}

describe('refusals tell', () => {
  it.each([
    ['{"a":{}}', '/a/b', 'the object at "/a" has no member "b"'],
    ['{}', '/b/c', 'the object at the top level has no member "b"'],
    ['[1]', '/01', 'the array at the top level has length 1 and no place "01"'],
    ['{"a":[]}', '/a/-', '"-" is the place after its end'],
    ['{"a":"text"}', '/a/0', 'the value at "/a" is neither an object nor an array'],
    ['{}', '/\u0007', 'has no member "\\u0007"'],
    ['{}', `/${'x'.repeat(300)}`, 'has no member (too long to repeat)'],
  ])('of %s at %j: %s', (document, path, part) => {
    const result = outcome(document, serialiseJson([{ op: 'remove', path }]));
    expect(result).toMatchObject({ kind: 'conflict', detail: expect.stringContaining(part) });
    expect(result).toMatchObject({ detail: expect.stringContaining('Operation 0 (remove)') });
  });

  it('which operation failed, counted from 0', () => {
    const patch = '[{"op":"test","path":"/a","value":1},{"op":"test","path":"/a","value":2}]';
    expect(outcome('{"a":1}', patch)).toMatchObject({ kind: 'conflict', operation: 1, pointer: '/a' });
  });

  it('no more than 1024 characters of a pointer', () => {
    const path = '/long'.repeat(10_000);
    const result = outcome('{}', serialiseJson([{ op: 'remove', path }]));
    expect(result).toMatchObject({ kind: 'conflict', pointer: '/long'.repeat(204) });
    expect(serialiseJson(result.kind === 'conflict' ? result.detail : '').length).toBeLessThan(300);
  });

  it('nothing of a value that a test did not expect', () => {
    const result = outcome('{"a":"secret"}', '[{"op":"test","path":"/a","value":"guess"}]');
    expect(JSON.stringify(result)).not.toContain('secret');
  });
});

describe.each(HOSTILE_NAMES)('the member %s', (name) => {
  it('is added as an own member and changes nothing that is inherited', () => {
    const result = patched('{"a":1}', `[{"op":"add","path":"/${name}","value":{"polluted":true}}]`);
    expect(result).toBe(`{"a":1,"${name}":{"polluted":true}}`);
    expect(patched('{}', `[{"op":"add","path":"/${name}/polluted","value":true}]`)).toBe('conflict');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it.each(['remove', 'replace', 'test', 'copy', 'move'])('is not there for %s unless it was sent', (op) => {
    const patch = `[{"op":"${op}","path":"/${name}","from":"/${name}","value":1}]`;
    expect(patched('{}', patch)).toBe('conflict');
    expect(patched('[]', patch)).toBe('conflict');
  });

  it('is removed, replaced, moved, copied and tested when it was sent', () => {
    const document = `{"${name}":{"${name}":1}}`;
    expect(patched(document, `[{"op":"remove","path":"/${name}"}]`)).toBe('{}');
    expect(patched(document, `[{"op":"replace","path":"/${name}/${name}","value":2}]`)).toBe(
      `{"${name}":{"${name}":2}}`,
    );
    expect(patched(document, `[{"op":"move","from":"/${name}/${name}","path":"/${name}"}]`)).toBe(
      `{"${name}":1}`,
    );
    expect(patched(document, `[{"op":"copy","from":"/${name}","path":"/a"}]`)).toBe(
      `{"${name}":{"${name}":1},"a":{"${name}":1}}`,
    );
    expect(patched(document, `[{"op":"test","path":"","value":${document}}]`)).toBe(document);
    expect(patched('{"a":1}', `[{"op":"move","from":"/a","path":"/${name}"}]`)).toBe(`{"${name}":1}`);
  });

  it('is no member of an operation unless it was sent', () => {
    expect(patched('{"a":1}', `[{"op":"remove","path":"/a","${name}":{"op":"add"}}]`)).toBe('{}');
    expect(patched('{}', `[{"__proto__":{"op":"add","path":"/a","value":1}}]`)).toBe('malformed');
  });
});
