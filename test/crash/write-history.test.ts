// The judge of the crash tests: every kind of broken promise is found in a history that was made up for it.
import { type Attempt, contradictions, type Row, type Sighting, type WriteHistory } from './write-history.js';

const tagOf = (revision: number, time = 'k') => `"${revision}.${time}${revision}"`;

/** An acknowledged write of `revision`, over ten units of time. */
function write(revision: number, changes: Partial<Attempt> = {}): Attempt {
  return {
    key: 'a',
    text: `text ${revision}`,
    expected: revision === 1 ? null : revision - 1,
    sent: revision * 100,
    ended: revision * 100 + 10,
    outcome: 'acknowledged',
    tag: tagOf(revision),
    ...changes,
  };
}

const unknown = { outcome: 'unknown', ended: Number.POSITIVE_INFINITY, tag: null } as const;

function row(revision: number, changes: Partial<Row> = {}): Row {
  return { key: 'a', revision, tag: tagOf(revision), text: `text ${revision}`, ...changes };
}

function sight(revision: number, started: number, changes: Partial<Sighting> = {}): Sighting {
  const text = `text ${revision}`;
  return { key: 'a', started, ended: started + 1, revision, tag: tagOf(revision), text, ...changes };
}

const history = (attempts: Attempt[], rows: Row[], sightings: Sighting[] = []): WriteHistory => {
  return { attempts, rows, sightings };
};

it.each<[string, WriteHistory]>([
  ['nothing at all', history([], [])],
  [
    'two acknowledged writes and reads between',
    history([write(1), write(2)], [row(1), row(2)], [sight(1, 150), sight(2, 250)]),
  ],
  [
    'a write of unknown end that was applied',
    history([write(1), write(2, unknown)], [row(1), row(2)], [sight(2, 900)]),
  ],
  [
    'a write of unknown end that was not applied',
    history([write(1), write(2, unknown)], [row(1)], [sight(1, 900)]),
  ],
  [
    'a refused write that is not there',
    history([write(1), write(2, { outcome: 'refused', tag: null })], [row(1)]),
  ],
  [
    'an old and a new state shown while the write goes on',
    history([write(1), write(2)], [row(1), row(2)], [sight(2, 205), sight(1, 204)]),
  ],
  ['a lost POST that was applied', history([write(1, { ...unknown, key: null })], [row(1)])],
  [
    'a document that is deleted and made again',
    history(
      [write(1), write(2, { text: null, tag: null }), write(3, { expected: null })],
      [row(1), row(2, { text: null }), row(3)],
      [sight(2, 250, { tag: null, text: null })],
    ),
  ],
])('sound: %s', (_name, sound) => {
  expect(contradictions(sound)).toEqual([]);
});

it.each<[string, WriteHistory, RegExp]>([
  ['an acknowledged write is not there', history([write(1), write(2)], [row(1)]), /lost, text 2/],
  [
    'an acknowledged deletion is not there',
    history([write(1), write(2, { text: null, tag: null })], [row(1)]),
    /lost, the deletion of 1/,
  ],
  [
    'a lost write whose tag was issued again',
    history(
      [write(1), write(2), write(2, { text: 'other', sent: 900, ended: 910 })],
      [row(1), row(2, { text: 'other' })],
    ),
    /lost, text 2 was acknowledged; its tag "2.k2" was issued again/,
  ],
  [
    'a revision that was shown with other content',
    history(
      [write(1), write(2, unknown), write(2, { ...unknown, text: 'other' })],
      [row(1), row(2)],
      [sight(2, 300, { text: 'other' })],
    ),
    /reused, it was shown as other and is text 2/,
  ],
  [
    'a revision that was shown under another tag',
    history([write(1)], [row(1)], [sight(1, 300, { tag: tagOf(1, 'z') })]),
    /reused, it was shown as "1.z1" and is "1.k1"/,
  ],
  [
    'a write that is there under another tag',
    history([write(1)], [row(1, { tag: tagOf(1, 'z') })]),
    /acknowledged as "1.k1", but is "1.z1"/,
  ],
  [
    'content of which only a part is there',
    history([write(1, unknown)], [row(1, { text: 'text' })]),
    /torn, nobody sent text/,
  ],
  [
    'a refused write that is there',
    history([write(1), write(2, { outcome: 'refused', tag: null })], [row(1), row(2)]),
    /revision 2: was refused and is there/,
  ],
  [
    'a write that was applied twice',
    history([write(1)], [row(1), row(2, { text: 'text 1' })]),
    /applied twice/,
  ],
  [
    'two writes upon one revision',
    history([write(1), write(2), write(3, { expected: 1 })], [row(1), row(2), row(3)]),
    /revision 3: came upon 1/,
  ],
  [
    'a write upon one that was lost',
    history([write(1), write(3, unknown)], [row(1), row(3)]),
    /the revisions are 1 3/,
  ],
  [
    'a deletion that nobody asked for',
    history([write(1)], [row(1), row(2, { text: null })]),
    /nobody deleted it/,
  ],
  [
    'a creation upon something live',
    history([write(1), write(2, { expected: null })], [row(1), row(2)]),
    /was to create it, but came upon text 1/,
  ],
  ['content in another document', history([write(1, { key: 'b' })], [row(1)]), /was sent to b/],
  [
    'something shown that was never committed',
    history([write(1), write(2, unknown)], [row(1)], [sight(2, 300)]),
    /was shown and is not there/,
  ],
  [
    'an old state shown after a new one',
    history([write(1), write(2)], [row(1), row(2)], [sight(1, 300)]),
    /went back to 1 when 2 was known/,
  ],
  [
    'nothing shown after a write',
    history([write(1)], [row(1)], [sight(0, 300, { tag: null, text: null })]),
    /went back to 0 when 1 was known/,
  ],
])('found: %s', (_name, broken, fault) => {
  expect(contradictions(broken)).toContainEqual(expect.stringMatching(fault));
});
