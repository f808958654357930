import { parseSettings } from '../../src/store/index.js';

const range = (limit: number) => `must be a whole number from 1 to ${limit}`;

describe('the setting history', () => {
  it.each([
    [{ keep: 1 }, { kind: 'revisions', count: 1 }],
    [{ keep: 1_000_000_000 }, { kind: 'revisions', count: 1_000_000_000 }],
    [{ days: 1 }, { kind: 'days', count: 1 }],
    [{ days: 36_500 }, { kind: 'days', count: 36_500 }],
  ])('%j is a retention', (history, retention) => {
    expect(parseSettings({ history })).toMatchObject({ kind: 'settings', settings: { history: retention } });
  });

  it('keeps everything when it is left out', () => {
    expect(parseSettings({})).toEqual({
      kind: 'settings',
      settings: { preconditions: 'required', indexes: [], history: { kind: 'everything' }, schema: null },
    });
  });

  it.each<[unknown, string, string]>([
    [{ keep: 0 }, '/history/keep', range(1_000_000_000)],
    [{ keep: -1 }, '/history/keep', range(1_000_000_000)],
    [{ keep: 1.5 }, '/history/keep', range(1_000_000_000)],
    [{ keep: 1_000_000_001 }, '/history/keep', range(1_000_000_000)],
    [{ keep: 1e300 }, '/history/keep', range(1_000_000_000)],
    [{ keep: '5' }, '/history/keep', range(1_000_000_000)],
    [{ keep: null }, '/history/keep', range(1_000_000_000)],
    [{ days: 0 }, '/history/days', range(36_500)],
    [{ days: 0.5 }, '/history/days', range(36_500)],
    [{ days: 36_501 }, '/history/days', range(36_500)],
    [{ keep: 1, days: 1 }, '/history', 'must be { "keep": n } or { "days": n }, not both'],
    [{}, '/history', 'must be { "keep": n } or { "days": n }'],
    [null, '/history', 'must be { "keep": n } or { "days": n }'],
    [[], '/history', 'must be { "keep": n } or { "days": n }'],
    [5, '/history', 'must be { "keep": n } or { "days": n }'],
    [{ 'a/b~': 1 }, '/history/a~1b~0', 'is no member of history; known are: keep, days'],
    [{ keep: 1, weeks: 1 }, '/history/weeks', 'is no member of history; known are: keep, days'],
    [JSON.parse('{"__proto__":1}'), '/history/__proto__', 'is no member of history; known are: keep, days'],
  ])('%j is invalid at %s: %s', (history, pointer, message) => {
    expect(parseSettings({ history })).toEqual({ kind: 'invalid', errors: [{ pointer, message }] });
  });

  it('has its faults listed beside those of other settings', () => {
    const result = parseSettings({ history: 1, preconditions: 'no', other: {} });
    expect(result.kind === 'invalid' && result.errors.map(({ pointer }) => pointer)).toEqual([
      '/history',
      '/preconditions',
      '/other',
    ]);
  });
});
