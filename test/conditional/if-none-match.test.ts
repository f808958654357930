import { evaluate } from '../../src/conditional/index.js';
import { type Row, ABSENT, AFTER, CURRENT, judge, preconditions, present, told, undated } from './support.js';

describe('9110 13.1.2: If-None-Match', () => {
  it.each<Row>([
    [
      'R27: the current tag: not modified',
      'GET',
      { 'If-None-Match': '"7"' },
      CURRENT,
      'not-modified by If-None-Match',
    ],
    ['R27: another tag: proceed', 'GET', { 'If-None-Match': '"6"' }, CURRENT, 'proceed'],
    [
      'R27: weak against strong: not modified',
      'GET',
      { 'If-None-Match': 'W/"7"' },
      CURRENT,
      'not-modified by If-None-Match',
    ],
    [
      'R27: strong against weak: not modified',
      'GET',
      { 'If-None-Match': '"7"' },
      present('W/"7"'),
      'not-modified by If-None-Match',
    ],
    ['R29: HEAD as GET', 'HEAD', { 'If-None-Match': '"6", "7"' }, CURRENT, 'not-modified by If-None-Match'],
    [
      'R28: * on a read: not modified',
      'GET',
      { 'If-None-Match': '*' },
      CURRENT,
      'not-modified by If-None-Match',
    ],
    ['R28: * with nothing there: proceed', 'PUT', { 'If-None-Match': '*' }, ABSENT, 'proceed'],
    [
      'R28: * with something there: failed',
      'PUT',
      { 'If-None-Match': '*' },
      CURRENT,
      'failed by If-None-Match',
    ],
    ['R28: * needs no tag to fail', 'PUT', { 'If-None-Match': '*' }, undated(), 'failed by If-None-Match'],
    ['R29: * on DELETE: failed', 'DELETE', { 'If-None-Match': '*' }, CURRENT, 'failed by If-None-Match'],
    ['R29: * on POST: failed', 'POST', { 'If-None-Match': '*' }, CURRENT, 'failed by If-None-Match'],
    [
      'R30: the current tag on PUT: failed',
      'PUT',
      { 'If-None-Match': '"7"' },
      CURRENT,
      'failed by If-None-Match',
    ],
    ['R30: on PATCH: failed', 'PATCH', { 'If-None-Match': '"7"' }, CURRENT, 'failed by If-None-Match'],
    [
      'R30: on DELETE, weakly: failed',
      'DELETE',
      { 'If-None-Match': 'W/"7"' },
      CURRENT,
      'failed by If-None-Match',
    ],
    ['R30: another tag on PUT: proceed', 'PUT', { 'If-None-Match': '"6"' }, CURRENT, 'proceed'],
    ['R30: tags with nothing there: proceed', 'PUT', { 'If-None-Match': '"7"' }, ABSENT, 'proceed'],
    ['R32: * on a tombstone, which is absent: proceed', 'PUT', { 'If-None-Match': '*' }, ABSENT, 'proceed'],
    ['R33: tags on an absent target: no 304', 'GET', { 'If-None-Match': '"7"' }, ABSENT, 'proceed'],
    ['R33: * on an absent target: no 304', 'GET', { 'If-None-Match': '*' }, ABSENT, 'proceed'],
    ['R41: a date on an absent target: no 304', 'GET', { 'If-Modified-Since': AFTER }, ABSENT, 'proceed'],
    ['R19: "*" is no wildcard', 'GET', { 'If-None-Match': '"*"' }, CURRENT, 'proceed'],
    ['R16: malformed on GET never gives 304', 'GET', { 'If-None-Match': '"7", 8' }, CURRENT, 'proceed'],
    ['R16: malformed on HEAD never gives 304', 'HEAD', { 'If-None-Match': '7' }, CURRENT, 'proceed'],
    ['R16: malformed on PUT: failed', 'PUT', { 'If-None-Match': '8' }, CURRENT, 'failed by If-None-Match'],
    [
      'R16: malformed on PUT of nothing: failed',
      'PUT',
      { 'If-None-Match': '8' },
      ABSENT,
      'failed by If-None-Match',
    ],
    ['R15: * beside a tag on GET never gives 304', 'GET', { 'If-None-Match': '*, "7"' }, CURRENT, 'proceed'],
    [
      'R15: * twice on PUT: failed',
      'PUT',
      { 'If-None-Match': ['*', '*'] },
      ABSENT,
      'failed by If-None-Match',
    ],
    ['R17: empty matches nothing', 'GET', { 'If-None-Match': '' }, CURRENT, 'proceed'],
    ['R17: empty matches nothing on PUT either', 'PUT', { 'If-None-Match': ',' }, CURRENT, 'proceed'],
    ['R26: the tag of another variant: proceed', 'GET', { 'If-None-Match': '"7-gzip"' }, CURRENT, 'proceed'],
    [
      'R5: the identity tag asks for no gzip',
      'GET',
      { 'If-None-Match': '"7"' },
      present('"7-gzip"'),
      'proceed',
    ],
  ])('%s', (_, method, fields, current, verdict) => {
    expect(judge(method, fields, current)).toBe(verdict);
  });

  it('R31: of several creators judged one after the other exactly one proceeds', () => {
    const pre = preconditions({ 'If-None-Match': '*' });
    let current = ABSENT;
    const verdicts = Array.from({ length: 5 }, () => {
      const verdict = told(evaluate('PUT', pre, current));
      if (verdict === 'proceed') current = CURRENT;
      return verdict;
    });
    expect(verdicts).toEqual(['proceed', ...Array.from({ length: 4 }, () => 'failed by If-None-Match')]);
  });
});
