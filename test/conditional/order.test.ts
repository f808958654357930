import { NO_PRECONDITIONS, evaluate } from '../../src/conditional/index.js';
import {
  type Fields,
  type Row,
  ABSENT,
  AFTER,
  BEFORE,
  CURRENT,
  SAME,
  judge,
  preconditions,
  present,
  told,
} from './support.js';

describe('9110 13.2.1: when preconditions count', () => {
  const everyFalse: Fields = { 'If-Match': '"6"', 'If-None-Match': '*' };

  it.each(['OPTIONS', 'TRACE', 'CONNECT'])('R42: %s ignores them all: proceed', (method) => {
    expect(judge(method, everyFalse, CURRENT)).toBe('proceed');
    expect(judge(method, { 'If-Match': 'malformed' }, ABSENT)).toBe('proceed');
    expect(judge(method, { 'If-Unmodified-Since': BEFORE }, CURRENT)).toBe('proceed');
  });

  it.each(['options', 'Trace', 'BREW'])('R42: %s is another method: failed', (method) => {
    expect(judge(method, everyFalse, CURRENT)).toBe('failed by If-Match');
  });

  it('R29: methods are case-sensitive, so that "get" is no read', () => {
    expect(judge('get', { 'If-None-Match': '"7"' }, CURRENT)).toBe('failed by If-None-Match');
  });

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'R43: %s without any: proceed',
    (method) => {
      expect(told(evaluate(method, NO_PRECONDITIONS, CURRENT))).toBe('proceed');
      expect(told(evaluate(method, { ...NO_PRECONDITIONS }, ABSENT))).toBe('proceed');
    },
  );
});

describe('9110 13.2.2: the order', () => {
  it.each<Row>([
    [
      'R44: If-Match true, If-None-Match false on GET: not modified',
      'GET',
      { 'If-Match': '"7"', 'If-None-Match': '"7"' },
      CURRENT,
      'not-modified by If-None-Match',
    ],
    [
      'R44: If-Match false wins over 304',
      'GET',
      { 'If-Match': '"6"', 'If-None-Match': '"7"' },
      CURRENT,
      'failed by If-Match',
    ],
    [
      'R44: If-Match false wins over everything',
      'GET',
      {
        'If-Match': '"6"',
        'If-None-Match': '"7"',
        'If-Modified-Since': AFTER,
        'If-Unmodified-Since': BEFORE,
      },
      CURRENT,
      'failed by If-Match',
    ],
    [
      'R43: If-Unmodified-Since comes before If-None-Match',
      'GET',
      { 'If-Unmodified-Since': BEFORE, 'If-None-Match': '"7"' },
      CURRENT,
      'failed by If-Unmodified-Since',
    ],
    [
      'R43: If-Unmodified-Since comes before If-Modified-Since',
      'GET',
      { 'If-Unmodified-Since': BEFORE, 'If-Modified-Since': AFTER },
      CURRENT,
      'failed by If-Unmodified-Since',
    ],
    [
      'R43: a true If-Unmodified-Since goes on to If-None-Match',
      'PUT',
      { 'If-Unmodified-Since': SAME, 'If-None-Match': '"7"' },
      CURRENT,
      'failed by If-None-Match',
    ],
    [
      'R43: a true If-Match goes on to If-Modified-Since',
      'GET',
      { 'If-Match': '"7"', 'If-Modified-Since': SAME },
      CURRENT,
      'not-modified by If-Modified-Since',
    ],
    [
      'R43: an ignored If-Unmodified-Since goes on',
      'GET',
      { 'If-Unmodified-Since': 'x', 'If-Modified-Since': SAME },
      CURRENT,
      'not-modified by If-Modified-Since',
    ],
    [
      'R43: all true: proceed',
      'GET',
      {
        'If-Match': '"7"',
        'If-None-Match': '"6"',
        'If-Modified-Since': AFTER,
        'If-Unmodified-Since': BEFORE,
      },
      CURRENT,
      'proceed',
    ],
    [
      'R43: both asterisks can never hold together: with something there',
      'PUT',
      { 'If-Match': '*', 'If-None-Match': '*' },
      CURRENT,
      'failed by If-None-Match',
    ],
    [
      'R43: both asterisks can never hold together: with nothing there',
      'PUT',
      { 'If-Match': '*', 'If-None-Match': '*' },
      ABSENT,
      'failed by If-Match',
    ],
  ])('%s', (_, method, fields, current, verdict) => {
    expect(judge(method, fields, current)).toBe(verdict);
  });
});

describe('9110 13.2: a verdict and the state it is about', () => {
  it('R45: of several writers with one tag, each judged on the state it would replace, exactly one proceeds', () => {
    const pre = preconditions({ 'If-Match': '"1"' });
    let revision = 1;
    const verdicts = Array.from({ length: 5 }, () => {
      const verdict = told(evaluate('PUT', pre, present(`"${revision}"`)));
      if (verdict === 'proceed') revision += 1;
      return verdict;
    });
    expect(verdicts.filter((verdict) => verdict === 'proceed')).toHaveLength(1);
    expect(revision).toBe(2);
  });

  it('R46: a verdict needs no content, and the same question gives the same object', () => {
    const pre = preconditions({ 'If-Match': '"6"' });
    expect(evaluate('PUT', pre, CURRENT)).toBe(evaluate('DELETE', pre, ABSENT));
    expect(evaluate('PUT', pre, present('"6"'))).toBe(evaluate('GET', NO_PRECONDITIONS, CURRENT));
    expect(Object.isFrozen(evaluate('PUT', pre, CURRENT))).toBe(true);
  });

  it('R23: judging changes neither the preconditions nor the state', () => {
    const pre = deepFreeze(preconditions({ 'If-Match': '"6"', 'If-None-Match': '"7"' }));
    const current = deepFreeze(present('"7"', '"7-gzip"'));
    expect(told(evaluate('PUT', pre, current))).toBe('failed by If-Match');
  });
});

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value) as unknown[]) {
    if (typeof member === 'object' && member !== null) deepFreeze(member);
  }
  return Object.freeze(value);
}
