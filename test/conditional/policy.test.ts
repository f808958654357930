import { type CurrentState, evaluateWrite, isGuarded } from '../../src/conditional/index.js';
import {
  type Fields,
  ABSENT,
  AFTER,
  BEFORE,
  CURRENT,
  SAME,
  preconditions,
  presentTwice,
  told,
} from './support.js';

describe('6585 3, 9110 13.1: which preconditions guard a write', () => {
  it.each<[string, Fields, boolean]>([
    ['R20: a tag in If-Match guards', { 'If-Match': '"7"' }, true],
    ['R20: a weak one too, as it fails', { 'If-Match': 'W/"7"' }, true],
    ['R21: If-Match: * guards', { 'If-Match': '*' }, true],
    ['R17: an empty If-Match guards, as it fails', { 'If-Match': '' }, true],
    ['R31: If-None-Match: * guards', { 'If-None-Match': '*' }, true],
    ['R31: beside a malformed If-Match too', { 'If-Match': 'x', 'If-None-Match': '*' }, true],
    ['R16: a malformed If-Match does not', { 'If-Match': 'x' }, false],
    ['R30: tags in If-None-Match do not', { 'If-None-Match': '"7"' }, false],
    ['R17: an empty If-None-Match does not', { 'If-None-Match': '' }, false],
    ['R16: a malformed If-None-Match does not', { 'If-None-Match': 'x' }, false],
    ['R39: If-Unmodified-Since does not', { 'If-Unmodified-Since': SAME }, false],
    ['R35: If-Modified-Since does not', { 'If-Modified-Since': SAME }, false],
    ['R64: nothing does not', {}, false],
  ])('%s', (_, fields, guarded) => {
    expect(isGuarded(preconditions(fields))).toBe(guarded);
  });
});

type Row = readonly [
  name: string,
  method: string,
  fields: Fields,
  current: CurrentState,
  required: string,
  optional: string,
];

describe('6585 3: a write that must be guarded, and one that need not', () => {
  it.each<Row>([
    ['R64: no precondition', 'PUT', {}, CURRENT, 'required', 'proceed'],
    ['R64: no precondition and nothing there', 'PUT', {}, ABSENT, 'required', 'proceed'],
    ['R64: no precondition on DELETE', 'DELETE', {}, CURRENT, 'required', 'proceed'],
    ['R20: the current tag', 'PUT', { 'If-Match': '"7"' }, CURRENT, 'proceed', 'proceed'],
    ['R20: another tag', 'PUT', { 'If-Match': '"6"' }, CURRENT, 'failed by If-Match', 'failed by If-Match'],
    ['R20: a weak tag', 'PUT', { 'If-Match': 'W/"7"' }, CURRENT, 'failed by If-Match', 'failed by If-Match'],
    ['R21: any state', 'PUT', { 'If-Match': '*' }, CURRENT, 'proceed', 'proceed'],
    [
      'R17: an empty If-Match',
      'PUT',
      { 'If-Match': '' },
      CURRENT,
      'failed by If-Match',
      'failed by If-Match',
    ],
    [
      'R16: a malformed If-Match',
      'PUT',
      { 'If-Match': '7' },
      CURRENT,
      'failed by If-Match',
      'failed by If-Match',
    ],
    ['R31: create', 'PUT', { 'If-None-Match': '*' }, ABSENT, 'proceed', 'proceed'],
    [
      'R31: create what is there',
      'PUT',
      { 'If-None-Match': '*' },
      CURRENT,
      'failed by If-None-Match',
      'failed by If-None-Match',
    ],
    [
      'R30: a tag in If-None-Match that matches',
      'PUT',
      { 'If-None-Match': 'W/"7"' },
      CURRENT,
      'failed by If-None-Match',
      'failed by If-None-Match',
    ],
    ['R30: one that does not', 'PUT', { 'If-None-Match': '"6"' }, CURRENT, 'required', 'proceed'],
    ['R30: one with nothing there', 'PUT', { 'If-None-Match': '"7"' }, ABSENT, 'required', 'proceed'],
    ['R17: an empty If-None-Match', 'PUT', { 'If-None-Match': '' }, CURRENT, 'required', 'proceed'],
    [
      'R16: a malformed If-None-Match',
      'PUT',
      { 'If-None-Match': '7' },
      ABSENT,
      'failed by If-None-Match',
      'failed by If-None-Match',
    ],
    [
      'R39: a true If-Unmodified-Since',
      'PUT',
      { 'If-Unmodified-Since': SAME },
      CURRENT,
      'required',
      'proceed',
    ],
    [
      'R39: a true one on a shared second',
      'PUT',
      { 'If-Unmodified-Since': SAME },
      presentTwice('"7"'),
      'required',
      'proceed',
    ],
    [
      'R39: a false If-Unmodified-Since',
      'PUT',
      { 'If-Unmodified-Since': BEFORE },
      CURRENT,
      'required',
      'failed by If-Unmodified-Since',
    ],
    [
      'R39: a false one beside a tag in If-None-Match that matches',
      'PUT',
      { 'If-Unmodified-Since': BEFORE, 'If-None-Match': '"7"' },
      CURRENT,
      'failed by If-None-Match',
      'failed by If-Unmodified-Since',
    ],
    [
      'R37: a date beside the current tag is ignored',
      'PUT',
      { 'If-Unmodified-Since': BEFORE, 'If-Match': '"7"' },
      CURRENT,
      'proceed',
      'proceed',
    ],
    [
      'R38: a guarded write is judged by its date too',
      'PUT',
      { 'If-Unmodified-Since': BEFORE, 'If-None-Match': '*' },
      CURRENT,
      'failed by If-Unmodified-Since',
      'failed by If-Unmodified-Since',
    ],
    [
      'R35: If-Modified-Since is ignored',
      'PATCH',
      { 'If-Modified-Since': AFTER },
      CURRENT,
      'required',
      'proceed',
    ],
  ])('%s', (_, method, fields, current, required, optional) => {
    const pre = preconditions(fields);
    expect(told(evaluateWrite(method, pre, current, { required: true }))).toBe(required);
    expect(told(evaluateWrite(method, pre, current, { required: false }))).toBe(optional);
  });

  it.each([true, false])(
    'R20: behind a weakening proxy a weak tag guards and matches (required: %s)',
    (required) => {
      const pre = preconditions({ 'If-Match': 'W/"7"' });
      expect(told(evaluateWrite('PUT', pre, CURRENT, { required, weakIfMatch: true }))).toBe('proceed');
    },
  );
});
