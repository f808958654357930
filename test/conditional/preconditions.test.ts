import type { IncomingMessage } from 'node:http';
import {
  type FieldName,
  NO_PRECONDITIONS,
  type PreconditionFields,
  malformedPrecondition,
  parsePreconditions,
} from '../../src/conditional/index.js';
import { type Fields, CHANGED, NOW, dateAfterChange, preconditions } from './support.js';

describe('9110 13.1: the preconditions of a request', () => {
  it.each<[string, PreconditionFields]>([
    ['no field', {}],
    ['undefined fields', { 'if-match': undefined, 'if-modified-since': undefined }],
    [
      'fields without lines',
      { 'if-match': [], 'if-none-match': [], 'if-modified-since': [], 'if-unmodified-since': [] },
    ],
  ])('R43: %s: always the one object that stands for none', (_, fields) => {
    expect(parsePreconditions(fields, NOW)).toBe(NO_PRECONDITIONS);
  });

  it('R43: that object says absent four times, and can not be changed', () => {
    const absent = { kind: 'absent' };
    expect(NO_PRECONDITIONS).toEqual({
      ifMatch: absent,
      ifNoneMatch: absent,
      ifModifiedSince: absent,
      ifUnmodifiedSince: absent,
    });
    expect([NO_PRECONDITIONS, ...Object.values(NO_PRECONDITIONS)].every(Object.isFrozen)).toBe(true);
  });

  it.each<[FieldName, keyof typeof NO_PRECONDITIONS, string]>([
    ['If-Match', 'ifMatch', 'empty'],
    ['If-None-Match', 'ifNoneMatch', 'empty'],
    ['If-Modified-Since', 'ifModifiedSince', 'malformed'],
    ['If-Unmodified-Since', 'ifUnmodifiedSince', 'malformed'],
  ])('R17: an empty %s was sent: never absent', (field, member, kind) => {
    const pre = preconditions({ [field]: '' });
    expect(pre).toEqual({ ...NO_PRECONDITIONS, [member]: { kind } });
    expect(pre).not.toBe(NO_PRECONDITIONS);
  });

  it('R17: each name fills its own member', () => {
    const fields: Fields = {
      'If-Match': '"m"',
      'If-None-Match': '*',
      'If-Modified-Since': dateAfterChange(1),
      'If-Unmodified-Since': dateAfterChange(2),
    };
    expect(preconditions(fields)).toEqual({
      ifMatch: { kind: 'tags', tags: [{ opaque: 'm', weak: false }] },
      ifNoneMatch: { kind: 'any' },
      ifModifiedSince: { kind: 'date', seconds: CHANGED + 1 },
      ifUnmodifiedSince: { kind: 'date', seconds: CHANGED + 2 },
    });
  });

  it("R17: the names are in lower case, as Node's headersDistinct gives them however they were sent", () => {
    const request: Pick<IncomingMessage, 'headersDistinct'> = {
      headersDistinct: { host: ['example.org'], 'if-match': ['"a"', '"b"'] },
    };
    expect(parsePreconditions(request.headersDistinct, NOW).ifMatch).toMatchObject({ tags: { length: 2 } });
  });

  it.each([
    ['R35', 'If-Modified-Since', 'ifModifiedSince'],
    ['R37', 'If-Unmodified-Since', 'ifUnmodifiedSince'],
  ] as const)(
    '%s: a list in %s is malformed, on one line or two, even of equal dates',
    (_, field, member) => {
      const date = dateAfterChange(0);
      const malformed = { kind: 'malformed' };
      expect(preconditions({ [field]: [date, date] })[member]).toEqual(malformed);
      expect(preconditions({ [field]: `${date}, ${date}` })[member]).toEqual(malformed);
      expect(preconditions({ [field]: [date, ''] })[member]).toEqual(malformed);
      expect(preconditions({ [field]: 'yesterday' })[member]).toEqual(malformed);
    },
  );

  it('R34: the century of a two-digit year comes from the moment of the request', () => {
    const fields = { 'if-modified-since': ['Sunday, 06-Nov-94 08:49:37 GMT'] };
    expect(parsePreconditions(fields, NOW).ifModifiedSince).toEqual({
      kind: 'date',
      seconds: Date.UTC(1994, 10, 6, 8, 49, 37) / 1000,
    });
  });
});

describe('9110 13.1.1, 13.1.2: what makes the request itself a bad one', () => {
  const unquoted = 'the entity-tag at character 1 is not quoted: put it in double quotes';

  it.each<[string, string, Fields, FieldName | undefined]>([
    ['R16: malformed If-Match on PUT', 'PUT', { 'If-Match': 'a' }, 'If-Match'],
    ['R16: malformed If-Match on PATCH', 'PATCH', { 'If-Match': 'a' }, 'If-Match'],
    ['R16: malformed If-Match on DELETE', 'DELETE', { 'If-Match': 'a' }, 'If-Match'],
    ['R16: malformed If-Match on POST', 'POST', { 'If-Match': 'a' }, 'If-Match'],
    ['R25: malformed If-Match on GET', 'GET', { 'If-Match': 'a' }, 'If-Match'],
    ['R25: malformed If-Match on HEAD', 'HEAD', { 'If-Match': 'a' }, 'If-Match'],
    ['R25: malformed If-Match on an unknown method', 'BREW', { 'If-Match': 'a' }, 'If-Match'],
    ['R42: malformed If-Match on OPTIONS is ignored', 'OPTIONS', { 'If-Match': 'a' }, undefined],
    ['R42: malformed If-None-Match on TRACE is ignored', 'TRACE', { 'If-None-Match': 'a' }, undefined],
    ['R16: malformed If-None-Match on PUT', 'PUT', { 'If-None-Match': 'a' }, 'If-None-Match'],
    ['R16: malformed If-None-Match on DELETE', 'DELETE', { 'If-None-Match': 'a' }, 'If-None-Match'],
    ['R16: malformed If-None-Match on GET is ignored', 'GET', { 'If-None-Match': 'a' }, undefined],
    ['R16: malformed If-None-Match on HEAD is ignored', 'HEAD', { 'If-None-Match': 'a' }, undefined],
    ['R43: both: the first in the order', 'PUT', { 'If-Match': 'a', 'If-None-Match': 'b' }, 'If-Match'],
    ['R16: only the second', 'PUT', { 'If-Match': '"a"', 'If-None-Match': 'b' }, 'If-None-Match'],
    ['R17: an empty If-Match is well formed', 'PUT', { 'If-Match': '' }, undefined],
    ['R8: what is well formed', 'PUT', { 'If-Match': '"a"', 'If-None-Match': '*' }, undefined],
    ['R35: a malformed If-Modified-Since is ignored', 'GET', { 'If-Modified-Since': 'a' }, undefined],
    ['R37: a malformed If-Unmodified-Since is ignored', 'PUT', { 'If-Unmodified-Since': 'a' }, undefined],
    ['R43: none', 'PUT', {}, undefined],
  ])('%s', (_, method, fields, field) => {
    expect(malformedPrecondition(method, preconditions(fields))).toEqual(
      field === undefined ? undefined : { field, reason: unquoted },
    );
  });

  it('R15: an asterisk beside tags is refused with its reason', () => {
    expect(malformedPrecondition('PUT', preconditions({ 'If-Match': ['"a"', '*'] }))).toEqual({
      field: 'If-Match',
      reason: 'the * at character 6 does not stand alone: send either * or entity-tags',
    });
  });
});
