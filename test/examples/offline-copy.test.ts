// R11, F5, F42: all of it at random: ten people with the example's offline copy, and a network that cuts what it carries.
import { useService, type Place } from '../http/support.js';
import { CuttingProxy, type Fate } from '../idempotency/cutting-proxy.js';
import { Chance, SEED } from '../races/chance.js';
import { Person, tokensIn } from './offline-person.js';
import { allItems, useFiles, type Conflict, type Data } from './offline-support.js';

const PEOPLE = 10;
const ACTS = 100;
const bench = useService();
const file = useFiles();

/** What was there, revision by revision: the first one first, undefined where it was deleted. */
async function historyOf(place: Place, id: string): Promise<(Data | undefined)[]> {
  const states: (Data | undefined)[] = [];
  for (let page: string | null = `${place.document(id)}/revisions?limit=200`; page !== null;) {
    const answer = await bench.client.get(page);
    const { items, next } = answer.json<{ items: { data?: Data }[]; next: string | null }>();
    states.push(...items.map(({ data }) => data));
    page = next;
  }
  return states.toReversed();
}

/** Tokens that one revision has and the next one, which is no delete, has not; and those that stand twice in one. */
function faultsIn(states: readonly (Data | undefined)[]): { gone: string[]; twice: string[] } {
  const gone: string[] = [];
  const twice: string[] = [];
  let before: string[] = [];
  for (const state of states) {
    const tokens = tokensIn(state);
    const now = new Set(tokens);
    if (state !== undefined) gone.push(...before.filter((token) => !now.has(token)));
    twice.push(...tokens.filter((token, index) => tokens.indexOf(token) !== index));
    before = tokens;
  }
  return { gone, twice };
}

/** Whether a conflict is with nobody: with what the user had seen, or with the own edit, which had long been performed. */
function isWithNobody({ kind, base, current, yours, conflicts }: Conflict): boolean {
  if (kind === 'deleted-there') return false;
  if (kind === 'changed-there') return tokensIn(current).every((token) => tokensIn(base).includes(token));
  const places = conflicts ?? [{ base, current, yours }];
  const there = new Set(tokensIn(current));
  return places.every((place) => {
    const before = new Set(tokensIn(place.base));
    return tokensIn(place.yours).every((token) => before.has(token) || there.has(token));
  });
}

it(`ten people edit one collection offline and online, through a network that cuts, and their programs are killed: all end with the same documents, no edit is silently gone, none is applied twice (SEED=${SEED})`, async () => {
  const place = await bench.collection();
  const luck = new Chance(SEED);
  let isRough = true;
  const fate = (): Fate => (luck.below(100) < 12 ? 'cut' : luck.below(100) < 3 ? 'half' : 'through');
  const proxy = await CuttingProxy.start(
    () => bench.url,
    () => (isRough ? fate() : 'through'),
  );
  const people = Array.from(
    { length: PEOPLE },
    (_, number) => new Person(number, `${proxy.url}${place.uri}`, file, new Chance(SEED + 1 + number)),
  );
  try {
    await Promise.all(
      people.map(async (person) => {
        for (let act = 0; act < ACTS; act += 1) await person.act();
      }),
    );
    // All go online: first everybody's edits arrive, with cuts as before; then everybody hears of them.
    await Promise.all(people.map((person) => person.settle()));
    isRough = false;
    await Promise.all(people.map((person) => person.settle()));

    const truth = await allItems(bench.client, place.list);
    for (const { copy } of people) {
      expect([copy.pending, new Map(copy.documents)]).toEqual([[], truth]);
    }

    const reports = people.flatMap((person) => person.reports);
    const withdrawn = people.flatMap((person) => [...person.withdrawn]);
    const changes = await bench.client.get(`${place.uri}/changes?since=0&limit=1000`);
    const ids = new Set(changes.json<{ changes: { id: string }[] }>().changes.map(({ id }) => id));
    const histories = await Promise.all([...ids].map((id) => historyOf(place, id)));
    for (const states of histories) expect(faultsIn(states)).toEqual({ gone: [], twice: [] });

    const kept = new Set([...tokensIn(histories), ...tokensIn(reports), ...withdrawn]);
    const edits = people.flatMap((person) => person.edits);
    expect(edits.filter(({ token }) => !kept.has(token))).toEqual([]);
    expect(reports.filter(isWithNobody)).toEqual([]);
    expect(reports.filter(({ kind }) => kind === 'refused')).toEqual([]);

    // Otherwise nothing was put to the test.
    expect(proxy.cut).toBeGreaterThan(5);
    expect(reports.length).toBeGreaterThan(5);
    expect(people.reduce((sum, { kills }) => sum + kills, 0)).toBeGreaterThan(10);
  } finally {
    await Promise.all(people.map((person) => person.goOffline()));
    await proxy.stop();
  }
});
