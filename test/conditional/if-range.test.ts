// RFC 9110 13.1.5: If-Range.
import { type EntityTag, ifRangeHolds, parseIfRange } from '../../src/conditional/index.js';
import { AFTER, BEFORE, CHANGED, NOW, SAME } from './support.js';

const OURS: EntityTag = { opaque: '7.k3', weak: false };

describe('R82: If-Range', () => {
  it.each<[field: string | undefined, kind: string, holds: boolean, why: string]>([
    [undefined, 'absent', true, 'there is nothing to hold'],
    ['"7.k3"', 'tag', true, 'the same strong tag'],
    ['"7.k4"', 'tag', false, 'another tag'],
    ['W/"7.k3"', 'tag', false, 'R83: a weak tag never matches'],
    ['"7.k3", "8"', 'malformed', false, 'one tag, not a list'],
    ['*', 'malformed', false, 'not a wildcard'],
    ['7.k3', 'malformed', false, 'no tag without quotes'],
    ['w/"7.k3"', 'malformed', false, 'R83: a quote among the first three characters means a tag'],
    ['', 'malformed', false, 'nothing at all'],
    [SAME, 'date', true, 'the very date'],
    [BEFORE, 'date', false, 'an earlier date'],
    [AFTER, 'date', false, 'a later date: exactly the same, or none'],
    [`${SAME}, ${SAME}`, 'malformed', false, 'two dates are none'],
  ])('%s is %s and holds: %s (%s)', (text, kind, holds) => {
    const field = parseIfRange(text, NOW);
    expect(field.kind).toBe(kind);
    const lastModified = { seconds: CHANGED, unique: true };
    expect(ifRangeHolds(field, { kind: 'present', tags: [OURS], lastModified })).toBe(holds);
  });

  it.each([
    ['another change fell into its second', { seconds: CHANGED, unique: false }],
    ['there is no date', undefined],
  ])('a date does not hold when %s: it is no strong validator then (8.8.2.2)', (_, lastModified) => {
    const field = parseIfRange(SAME, NOW);
    expect(ifRangeHolds(field, { kind: 'present', tags: [OURS], lastModified })).toBe(false);
  });

  it('never holds by a weak tag of ours either', () => {
    const field = parseIfRange('"7.k3"', NOW);
    expect(ifRangeHolds(field, { kind: 'present', tags: [{ ...OURS, weak: true }] })).toBe(false);
  });
});
