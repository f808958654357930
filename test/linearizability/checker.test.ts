// The checker itself: it says of a history what an exhaustive search says, and names the rule that was broken.
import fc from 'fast-check';
import { check } from './check.js';
import { bentHistories, operation } from './made-history.js';
import type { FeedEvent, FeedPage, History, Operation, StoredVersion } from './operation.js';
import { isLinearizable } from './search.js';

describe('against a search through every order', () => {
  it('2000 histories of one document: the checker finds fault with exactly those that are not linearizable', () => {
    const verdicts = { sound: 0, broken: 0 };
    fc.assert(
      fc.property(bentHistories, (history) => {
        const linearizable = isLinearizable(history);
        verdicts[linearizable ? 'sound' : 'broken']++;
        expect([history, check(history).length === 0]).toEqual([history, linearizable]);
      }),
      { numRuns: 2000 },
    );
    // Otherwise one answer would do for all of them.
    expect(Math.min(verdicts.sound, verdicts.broken)).toBeGreaterThan(200);
  });
});

/** A write of document a, and more. */
const put = (nonce: string, exp: Operation['exp'], t0: number, t1: number, more: Partial<Operation> = {}) =>
  operation({ f: 'write', sentNonce: nonce, exp, t0, t1, status: 204, ...more });
const read = (rev: number, t0: number, t1: number, more: Partial<Operation> = {}) =>
  operation({ rev, t0, t1, status: 200, ...more });
const refused = { out: 'fail', status: 412 } as const;
const unknown = { out: 'info', t1: Number.POSITIVE_INFINITY, status: null } as const;

/** Versions of one document, from 1: their nonces, null for a tombstone. */
const versions = (...nonces: readonly (string | null)[]): StoredVersion[] =>
  nonces.map((nonce, index) => ({ rev: index + 1, etag: null, nonce }));
const a = (...nonces: readonly (string | null)[]) => new Map([['a', versions(...nonces)]]);
const event = (sequence: number, rev: number, key = 'a'): FeedEvent => ({ sequence, key, rev, etag: null });
const page = (since: number, last: number, events: readonly FeedEvent[]): FeedPage => {
  return { reader: 0, t0: 90, t1: 95, since, last, more: false, events };
};

const created = put('x', 'absent', 0, 5, { rev: 1 });
const changed = put('y', 1, 10, 15, { rev: 2 });
const two = a('x', 'y');
const both = new Map([
  ['a', versions('x')],
  ['b', versions('z')],
]);
const batched = [
  put('x', 'absent', 0, 50, { rev: 1, batch: 'B' }),
  put('z', 'absent', 0, 50, { rev: 1, batch: 'B', key: 'b' }),
];

describe('each rule is named', () => {
  it.each<[string, string[], History]>([
    [
      'a sound history',
      [],
      { operations: [created, changed, read(2, 20, 25, { seenNonce: 'y' })], stored: two },
    ],
    [
      'two concurrent writes acknowledged as one revision',
      ['R1'],
      { operations: [created, changed, put('z', 1, 10, 16, { rev: 2 })], stored: two },
    ],
    [
      'one revision read with two contents',
      ['R1'],
      { operations: [created, changed, read(1, 6, 7, { seenNonce: 'y' })], stored: two },
    ],
    [
      'a write that came upon another one than it expected',
      ['R2'],
      { operations: [created, changed, put('z', 1, 10, 16, { rev: 3 })], stored: a('x', 'y', 'z') },
    ],
    [
      'a creation that came upon something',
      ['R2'],
      { operations: [created, put('z', 'absent', 10, 16, { rev: 2 })], stored: a('x', 'z') },
    ],
    [
      'a deletion and a change of one revision, both acknowledged',
      ['R2'],
      { operations: [created, changed, put('d', 1, 10, 16, { f: 'delete' })], stored: two },
    ],
    [
      'a refused write that is stored',
      ['R3'],
      { operations: [created, put('y', 1, 10, 15, { ...refused, status: 503 })], stored: two },
    ],
    [
      'a refused write that somebody saw',
      ['R3'],
      {
        operations: [
          created,
          put('y', 1, 10, 15, { ...refused, status: 503 }),
          read(2, 11, 12, { seenNonce: 'y' }),
        ],
        stored: a('x'),
      },
    ],
    ['an acknowledged write that is gone', ['R4'], { operations: [created, changed], stored: a('x') }],
    [
      'an acknowledged write that is not seen after a kill',
      ['R4'],
      { operations: [created, changed, read(1, 30, 31)], stored: two, kills: [20] },
    ],
    [
      'a read of something older than was acknowledged',
      ['R5'],
      { operations: [created, changed, read(1, 16, 17)], stored: two },
    ],
    [
      'a 304 for something older than another client was shown',
      ['R5'],
      {
        operations: [
          created,
          put('y', 1, 10, 90, { rev: 2 }),
          read(2, 11, 12),
          read(1, 13, 14, { status: 304 }),
        ],
        stored: two,
      },
    ],
    [
      'a 304 for a tag that was not asked with',
      ['R5'],
      { operations: [created, read(1, 6, 7, { status: 304, etag: '"1"', asked: ['"0"'] })], stored: a('x') },
    ],
    [
      'nothing found where there was something',
      ['R5'],
      {
        operations: [created, changed, operation({ rev: 'absent', t0: 20, t1: 21, status: 404 })],
        stored: two,
      },
    ],
    [
      'a revision shown that was never stored',
      ['R6'],
      { operations: [created, put('y', 1, 10, 15, unknown), read(2, 11, 12)], stored: a('x') },
    ],
    [
      'a content shown before it was sent',
      ['R6'],
      { operations: [created, changed, read(2, 7, 9, { seenNonce: 'y' })], stored: two },
    ],
    ['a content that nobody wrote', ['R6'], { operations: [created], stored: a('x', 'y') }],
    [
      'a lost answer, the request repeated, both performed',
      ['R2', 'R7'],
      {
        operations: [created, put('y', 1, 10, 15, unknown), put('y', 1, 20, 25, { rev: 3, tries: 2 })],
        stored: a('x', 'y', 'y'),
      },
    ],
    [
      'a 412 that shows what was expected',
      ['R8'],
      { operations: [created, put('z', 1, 10, 15, { ...refused, rev: 1 })], stored: a('x') },
    ],
    [
      'a 412 that shows nothing while what was expected stood',
      ['R8'],
      { operations: [created, put('z', 1, 10, 15, refused)], stored: a('x') },
    ],
    [
      'a 412 that says there was nothing while there was something',
      ['R8'],
      { operations: [created, put('z', 1, 10, 15, { ...refused, rev: 'absent' })], stored: a('x') },
    ],
    [
      'a revision issued again later, in the place of what was there',
      ['R4', 'R9'],
      { operations: [created, changed, put('z', 1, 20, 25, { rev: 2 })], stored: a('x', 'z') },
    ],
    [
      'two tags for one revision',
      ['R9'],
      {
        operations: [created, read(1, 6, 7, { etag: '"1.a"' }), read(1, 8, 9, { etag: '"1.b"' })],
        stored: a('x'),
      },
    ],
    [
      'half of a batch stored',
      ['R10'],
      { operations: batched.map((one) => ({ ...one, ...unknown })), stored: new Map([['a', versions('x')]]) },
    ],
    [
      'one half of a batch seen, then the other not',
      ['R10'],
      { operations: [...batched, read(1, 10, 11), read(0, 12, 13, { key: 'b', status: 404 })], stored: both },
    ],
    [
      'the feed without a stored change',
      ['R11'],
      { operations: [created, changed], stored: two, feed: [event(1, 1)] },
    ],
    [
      'an event that came to stand behind a position already passed',
      ['R11'],
      {
        operations: [created, changed],
        stored: two,
        feed: [event(1, 1), event(2, 2)],
        pages: [page(0, 2, [event(2, 2)])],
      },
    ],
    [
      'a page in the wrong order',
      ['R11'],
      {
        operations: [created, changed],
        stored: two,
        feed: [event(1, 1), event(2, 2)],
        pages: [page(0, 2, [event(2, 2), event(1, 1)])],
      },
    ],
    [
      'a page that ends before what was acknowledged',
      ['R5'],
      {
        operations: [created, changed],
        stored: two,
        feed: [event(1, 1), event(2, 2)],
        pages: [page(0, 1, [event(1, 1)])],
      },
    ],
    [
      'a write sent after a newer one was acknowledged',
      ['R12'],
      { operations: [put('x', 'absent', 20, 25, { rev: 1 }), put('y', 1, 10, 15, { rev: 2 })], stored: two },
    ],
    [
      'two documents whose places in the feed contradict their times',
      ['R12'],
      {
        operations: [created, put('z', 'absent', 10, 15, { rev: 1, key: 'b' })],
        stored: both,
        feed: [event(1, 1, 'b'), event(2, 1)],
      },
    ],
  ])('%s: %j', (_name, rules, history) => {
    expect([...new Set(check(history).map(({ rule }) => rule))].toSorted()).toEqual(rules);
  });
});
