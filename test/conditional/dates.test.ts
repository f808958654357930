import { type Row, ABSENT, AFTER, BEFORE, CURRENT, SAME, judge, presentTwice, undated } from './support.js';

describe('9110 13.1.3: If-Modified-Since', () => {
  it.each<Row>([
    [
      'R36: changed before it: not modified',
      'GET',
      { 'If-Modified-Since': AFTER },
      CURRENT,
      'not-modified by If-Modified-Since',
    ],
    [
      'R36: changed at it: not modified',
      'GET',
      { 'If-Modified-Since': SAME },
      CURRENT,
      'not-modified by If-Modified-Since',
    ],
    ['R36: changed after it: proceed', 'GET', { 'If-Modified-Since': BEFORE }, CURRENT, 'proceed'],
    ['R36: HEAD as GET', 'HEAD', { 'If-Modified-Since': SAME }, CURRENT, 'not-modified by If-Modified-Since'],
    [
      'R39: changed twice within its second: proceed',
      'GET',
      { 'If-Modified-Since': SAME },
      presentTwice('"7"'),
      'proceed',
    ],
    [
      'R39: changed twice within an earlier second: not modified',
      'GET',
      { 'If-Modified-Since': AFTER },
      presentTwice('"7"'),
      'not-modified by If-Modified-Since',
    ],
    ['R35: ignored on PUT', 'PUT', { 'If-Modified-Since': AFTER }, CURRENT, 'proceed'],
    ['R35: ignored on POST', 'POST', { 'If-Modified-Since': AFTER }, CURRENT, 'proceed'],
    ['R35: ignored on DELETE', 'DELETE', { 'If-Modified-Since': AFTER }, CURRENT, 'proceed'],
    ['R35: ignored when no date', 'GET', { 'If-Modified-Since': 'tomorrow' }, CURRENT, 'proceed'],
    ['R35: ignored when two lines', 'GET', { 'If-Modified-Since': [AFTER, AFTER] }, CURRENT, 'proceed'],
    ['R35: ignored when a list', 'GET', { 'If-Modified-Since': `${AFTER}, ${AFTER}` }, CURRENT, 'proceed'],
    [
      'R35: ignored without modification date',
      'GET',
      { 'If-Modified-Since': AFTER },
      undated('"7"'),
      'proceed',
    ],
    [
      'R35: ignored with If-None-Match',
      'GET',
      { 'If-Modified-Since': AFTER, 'If-None-Match': '"6"' },
      CURRENT,
      'proceed',
    ],
    [
      'R35: also with an empty one',
      'GET',
      { 'If-Modified-Since': AFTER, 'If-None-Match': '' },
      CURRENT,
      'proceed',
    ],
    [
      'R35: also with a malformed one',
      'GET',
      { 'If-Modified-Since': AFTER, 'If-None-Match': '7' },
      CURRENT,
      'proceed',
    ],
    [
      'R35: If-None-Match decides 304 alone',
      'GET',
      { 'If-Modified-Since': BEFORE, 'If-None-Match': '"7"' },
      CURRENT,
      'not-modified by If-None-Match',
    ],
    [
      'R34: an RFC 850 date counts',
      'GET',
      { 'If-Modified-Since': 'Wednesday, 04-Mar-26 05:00:00 GMT' },
      CURRENT,
      'not-modified by If-Modified-Since',
    ],
    [
      'R34: an asctime date counts',
      'GET',
      { 'If-Modified-Since': 'Wed Mar  4 05:00:00 2026' },
      CURRENT,
      'not-modified by If-Modified-Since',
    ],
  ])('%s', (_, method, fields, current, verdict) => {
    expect(judge(method, fields, current)).toBe(verdict);
  });
});

describe('9110 13.1.4: If-Unmodified-Since', () => {
  it.each<Row>([
    [
      'R38: changed after it: failed',
      'PUT',
      { 'If-Unmodified-Since': BEFORE },
      CURRENT,
      'failed by If-Unmodified-Since',
    ],
    ['R38: changed at it: proceed', 'PUT', { 'If-Unmodified-Since': SAME }, CURRENT, 'proceed'],
    ['R38: changed before it: proceed', 'PUT', { 'If-Unmodified-Since': AFTER }, CURRENT, 'proceed'],
    [
      'R38: on GET too: failed',
      'GET',
      { 'If-Unmodified-Since': BEFORE },
      CURRENT,
      'failed by If-Unmodified-Since',
    ],
    [
      'R38: on DELETE: failed',
      'DELETE',
      { 'If-Unmodified-Since': BEFORE },
      CURRENT,
      'failed by If-Unmodified-Since',
    ],
    ['R37: ignored when no date', 'PUT', { 'If-Unmodified-Since': '0' }, CURRENT, 'proceed'],
    ['R37: ignored when two lines', 'PUT', { 'If-Unmodified-Since': [BEFORE, BEFORE] }, CURRENT, 'proceed'],
    [
      'R37: ignored without modification date',
      'PUT',
      { 'If-Unmodified-Since': BEFORE },
      undated('"7"'),
      'proceed',
    ],
    ['R37: ignored with nothing there', 'PUT', { 'If-Unmodified-Since': BEFORE }, ABSENT, 'proceed'],
    [
      'R37: ignored with If-Match',
      'PUT',
      { 'If-Unmodified-Since': BEFORE, 'If-Match': '"7"' },
      CURRENT,
      'proceed',
    ],
    ['R37: also with *', 'PUT', { 'If-Unmodified-Since': BEFORE, 'If-Match': '*' }, CURRENT, 'proceed'],
    [
      'R37: a false If-Match decides alone',
      'PUT',
      { 'If-Unmodified-Since': AFTER, 'If-Match': '"6"' },
      CURRENT,
      'failed by If-Match',
    ],
    [
      'R37: a malformed If-Match is not replaced by the date',
      'PUT',
      { 'If-Unmodified-Since': AFTER, 'If-Match': '7' },
      CURRENT,
      'failed by If-Match',
    ],
    [
      'R37: an empty If-Match is not replaced by the date',
      'PUT',
      { 'If-Unmodified-Since': AFTER, 'If-Match': '' },
      CURRENT,
      'failed by If-Match',
    ],
  ])('%s', (_, method, fields, current, verdict) => {
    expect(judge(method, fields, current)).toBe(verdict);
  });
});
