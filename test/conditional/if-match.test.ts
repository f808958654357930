import { evaluate } from '../../src/conditional/index.js';
import { type Row, ABSENT, CURRENT, judge, preconditions, present, told, undated } from './support.js';

describe('9110 13.1.1: If-Match', () => {
  it.each<Row>([
    ['R20: the current tag matches: proceed', 'PUT', { 'If-Match': '"7"' }, CURRENT, 'proceed'],
    ['R20: another tag: failed', 'PUT', { 'If-Match': '"6"' }, CURRENT, 'failed by If-Match'],
    ['R20: a weak tag never matches: failed', 'PUT', { 'If-Match': 'W/"7"' }, CURRENT, 'failed by If-Match'],
    [
      'R20: no tag matches a weak one: failed',
      'PUT',
      { 'If-Match': '"7"' },
      present('W/"7"'),
      'failed by If-Match',
    ],
    [
      'R20: not even two weak ones match',
      'PUT',
      { 'If-Match': 'W/"7"' },
      present('W/"7"'),
      'failed by If-Match',
    ],
    ['R21: * with something there: proceed', 'PUT', { 'If-Match': '*' }, CURRENT, 'proceed'],
    ['R21: * needs no tag: proceed', 'PUT', { 'If-Match': '*' }, undated(), 'proceed'],
    ['R21: * with nothing there: failed', 'PUT', { 'If-Match': '*' }, ABSENT, 'failed by If-Match'],
    [
      'R21: * on a tombstone, which is absent: failed',
      'DELETE',
      { 'If-Match': '*' },
      ABSENT,
      'failed by If-Match',
    ],
    ['R22: any member may match', 'PUT', { 'If-Match': '"5", W/"7", "7"' }, CURRENT, 'proceed'],
    ['R22: no member matches: failed', 'PUT', { 'If-Match': '"5", "6"' }, CURRENT, 'failed by If-Match'],
    ['R22: tags with nothing there: failed', 'PUT', { 'If-Match': '"7"' }, ABSENT, 'failed by If-Match'],
    ['R22: a state without tags: failed', 'PUT', { 'If-Match': '"7"' }, undated(), 'failed by If-Match'],
    ['R9: a member on the second line matches', 'PUT', { 'If-Match': ['"5"', '"7"'] }, CURRENT, 'proceed'],
    ['R10: empty members do no harm', 'PUT', { 'If-Match': ',, "7" ,' }, CURRENT, 'proceed'],
    ['R11: white space does no harm', 'PUT', { 'If-Match': '\t"6" ,\t"7"' }, CURRENT, 'proceed'],
    [
      'R12: half of a tag with a comma: failed',
      'PUT',
      { 'If-Match': '"7,8"' },
      CURRENT,
      'failed by If-Match',
    ],
    ['R12: a tag with a comma matches', 'PUT', { 'If-Match': '"7,8"' }, present('"7,8"'), 'proceed'],
    ['R13: bytes match bytes', 'PUT', { 'If-Match': '"\u00c3\u00a9"' }, present('"\u00c3\u00a9"'), 'proceed'],
    [
      'R13: UTF-8 is not decoded',
      'PUT',
      { 'If-Match': '"\u00c3\u00a9"' },
      present('"\u00e9"'),
      'failed by If-Match',
    ],
    ['R14: case matters', 'PUT', { 'If-Match': '"A"' }, present('"a"'), 'failed by If-Match'],
    ['R14: no unescaping', 'PUT', { 'If-Match': '"\\7"' }, CURRENT, 'failed by If-Match'],
    ['R7: the empty tag matches the empty tag', 'PUT', { 'If-Match': '""' }, present('""'), 'proceed'],
    ['R19: "*" is no wildcard', 'PUT', { 'If-Match': '"*"' }, CURRENT, 'failed by If-Match'],
    ['R19: "*" matches the tag "*"', 'PUT', { 'If-Match': '"*"' }, present('"*"'), 'proceed'],
    ['R15: * beside the current tag: failed', 'PUT', { 'If-Match': '*, "7"' }, CURRENT, 'failed by If-Match'],
    ['R15: * twice over lines: failed', 'PUT', { 'If-Match': ['*', '*'] }, CURRENT, 'failed by If-Match'],
    ['R16: unquoted: failed', 'PUT', { 'If-Match': '7' }, CURRENT, 'failed by If-Match'],
    [
      'R16: malformed beside the current tag: failed',
      'PUT',
      { 'If-Match': '"7", 8' },
      CURRENT,
      'failed by If-Match',
    ],
    ['R16: lower-case mark: failed', 'PUT', { 'If-Match': 'w/"7"' }, CURRENT, 'failed by If-Match'],
    ['R17: empty: failed, never absent', 'PUT', { 'If-Match': '' }, CURRENT, 'failed by If-Match'],
    ['R17: only commas: failed', 'PUT', { 'If-Match': ', ,' }, CURRENT, 'failed by If-Match'],
    ['R25: on GET: failed', 'GET', { 'If-Match': '"6"' }, CURRENT, 'failed by If-Match'],
    ['R25: on HEAD: failed', 'HEAD', { 'If-Match': '"6"' }, CURRENT, 'failed by If-Match'],
    ['R25: on POST: failed', 'POST', { 'If-Match': '"6"' }, CURRENT, 'failed by If-Match'],
    ['R25: on PATCH: failed', 'PATCH', { 'If-Match': '"6"' }, CURRENT, 'failed by If-Match'],
    ['R25: on DELETE: failed', 'DELETE', { 'If-Match': '"6"' }, CURRENT, 'failed by If-Match'],
    ['R25: on GET and true: proceed', 'GET', { 'If-Match': '"7"' }, CURRENT, 'proceed'],
    [
      'R26: on a read the tag of another variant: failed',
      'GET',
      { 'If-Match': '"7-gzip"' },
      CURRENT,
      'failed by If-Match',
    ],
    [
      'R26: on a write the tag of any variant',
      'PUT',
      { 'If-Match': '"7-gzip"' },
      present('"7"', '"7-gzip"'),
      'proceed',
    ],
    [
      'R5: the tag of an old variant: failed',
      'PUT',
      { 'If-Match': '"6-gzip"' },
      present('"7"', '"7-gzip"'),
      'failed by If-Match',
    ],
  ])('%s', (_, method, fields, current, verdict) => {
    expect(judge(method, fields, current)).toBe(verdict);
  });

  it.each<Row>([
    ['R20: the weakened tag matches', 'PUT', { 'If-Match': 'W/"7"' }, CURRENT, 'proceed'],
    ['R20: a strong tag matches as ever', 'PUT', { 'If-Match': '"7"' }, CURRENT, 'proceed'],
    ['R20: another one still fails', 'PUT', { 'If-Match': 'W/"6"' }, CURRENT, 'failed by If-Match'],
    ['R22: nothing there still fails', 'PUT', { 'If-Match': 'W/"7"' }, ABSENT, 'failed by If-Match'],
    ['R16: malformed still fails', 'PUT', { 'If-Match': 'w/"7"' }, CURRENT, 'failed by If-Match'],
    ['R17: empty still fails', 'PUT', { 'If-Match': '' }, CURRENT, 'failed by If-Match'],
  ])('behind a weakening proxy, %s', (_, method, fields, current, verdict) => {
    expect(judge(method, fields, current, { weakIfMatch: true })).toBe(verdict);
  });

  it('R24: a repeated write with the tag it was made from stays failed: the engine never guesses', () => {
    const repeated = preconditions({ 'If-Match': '"6"' });
    expect(told(evaluate('PATCH', repeated, present('"6"')))).toBe('proceed');
    expect(told(evaluate('PATCH', repeated, CURRENT))).toBe('failed by If-Match');
    expect(told(evaluate('PATCH', repeated, CURRENT))).toBe('failed by If-Match');
  });

  it('R4: the tag of a state that was deleted and made again does not match', () => {
    expect(judge('PUT', { 'If-Match': '"1.aaaa"' }, present('"1.bbbb"'))).toBe('failed by If-Match');
  });
});
