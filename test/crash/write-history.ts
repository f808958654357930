// Judges what clients sent and were told against what the store holds in the end. Each version names itself by its
// revision and each write names its predecessor, so that no search for an order is needed.

/** One attempt to change a document, and what its client heard. Times are of one monotonic clock. */
export interface Attempt {
  /** Null for a POST of which no answer came: the id is not known. */
  readonly key: string | null;
  /** What the document becomes, which nothing else makes it; null when it is deleted. */
  readonly text: string | null;
  /** The revision in If-Match; null when there was to be nothing. */
  readonly expected: number | null;
  readonly sent: number;
  /** Infinity when no answer came. */
  readonly ended: number;
  readonly outcome: 'acknowledged' | 'refused' | 'unknown';
  /** The entity-tag of an acknowledged write; null for a deletion. */
  readonly tag: string | null;
}

/** That a client was shown a revision of a document, by whatever answer. */
export interface Sighting {
  readonly key: string;
  readonly started: number;
  readonly ended: number;
  readonly revision: number;
  /** Null for a tombstone. */
  readonly tag: string | null;
  /** Null for a tombstone, undefined when the answer had no content. */
  readonly text: string | null | undefined;
}

/** One revision as the store holds it in the end. */
export interface Row {
  readonly key: string;
  readonly revision: number;
  readonly tag: string;
  /** Null for a deletion. */
  readonly text: string | null;
}

/** Everything that is known of a run. */
export interface WriteHistory {
  readonly attempts: readonly Attempt[];
  readonly sightings: readonly Sighting[];
  readonly rows: readonly Row[];
}

/** Everything in a history that a service which keeps its promises cannot have done. */
export function contradictions(history: WriteHistory): string[] {
  const rows = new Map<string, Row[]>();
  for (const row of history.rows) rows.set(row.key, [...(rows.get(row.key) ?? []), row]);
  return [
    ...[...rows].flatMap(([key, revisions]) => gaps(key, revisions)),
    ...origins(history.rows, history.attempts),
    ...history.attempts.flatMap((attempt) => broken(attempt, rows)),
    ...history.sightings.flatMap((sighting) => invented(sighting, rows)),
    ...outdated(history),
  ];
}

/** Revisions of a document count up from 1. */
function gaps(key: string, rows: readonly Row[]): string[] {
  const found = rows.map(({ revision }) => revision).toSorted((a, b) => a - b);
  return found.every((revision, index) => revision === index + 1)
    ? []
    : [`${key}: the revisions are ${found.join(' ')}`];
}

/** Every content was sent by somebody who was not refused, for that place in the order, and is there once. */
function origins(rows: readonly Row[], attempts: readonly Attempt[]): string[] {
  const sent = new Map(attempts.map((attempt) => [attempt.text, attempt]));
  const seen = new Map<string, Row>();
  return rows.flatMap((row) => {
    const { key, revision, text } = row;
    const where = `${key} revision ${revision}`;
    if (text === null) {
      const deleted = attempts.some(
        (attempt) =>
          attempt.text === null &&
          attempt.key === key &&
          attempt.expected === revision - 1 &&
          attempt.outcome !== 'refused',
      );
      return deleted ? [] : [`${where}: nobody deleted it`];
    }
    const twin = seen.get(text);
    seen.set(text, row);
    if (twin !== undefined) return [`${where}: applied twice, as ${twin.key} revision ${twin.revision} too`];
    const attempt = sent.get(text);
    if (attempt === undefined) return [`${where}: torn, nobody sent ${text}`];
    if (attempt.key !== null && attempt.key !== key) return [`${where}: was sent to ${attempt.key}`];
    if (attempt.outcome === 'refused') return [`${where}: was refused and is there`];
    const before = attempt.expected ?? revision - 1;
    return before === revision - 1 ? [] : [`${where}: came upon ${before}, which was not the one before`];
  });
}

/** What was acknowledged is there, under the tag that was told, directly after what it was to replace. */
function broken(attempt: Attempt, rows: ReadonlyMap<string, readonly Row[]>): string[] {
  const { key, expected, outcome, tag, text } = attempt;
  if (outcome !== 'acknowledged' || key === null) return [];
  const revisions = rows.get(key) ?? [];
  if (text === null) {
    const next = revisions.find(({ revision }) => revision === (expected ?? 0) + 1);
    if (next === undefined) return [`${key}: lost, the deletion of ${expected} was acknowledged`];
    return next.text === null ? [] : [`${key}: ${expected} was deleted, but ${next.text} came after it`];
  }
  const row = revisions.find((each) => each.text === text);
  const named = revisions.find((each) => each.tag === tag);
  if (row === undefined) {
    const instead = named === undefined ? '' : `; its tag ${tag} was issued again`;
    return [`${key}: lost, ${text} was acknowledged${instead}`];
  }
  if (row.tag !== tag) return [`${key}: ${text} was acknowledged as ${tag}, but is ${row.tag}`];
  const before = revisions.find(({ revision }) => revision === row.revision - 1);
  return expected === null && before !== undefined && before.text !== null
    ? [`${key}: ${text} was to create it, but came upon ${before.text}`]
    : [];
}

/** Nobody was shown anything but what is (and so was) committed. */
function invented(
  { key, revision, tag, text }: Sighting,
  rows: ReadonlyMap<string, readonly Row[]>,
): string[] {
  if (revision === 0) return [];
  const row = rows.get(key)?.find((each) => each.revision === revision);
  const where = `${key} revision ${revision}`;
  if (row === undefined) return [`${where}: was shown and is not there`];
  if (tag !== null && tag !== row.tag) return [`${where}: reused, it was shown as ${tag} and is ${row.tag}`];
  return text === undefined || text === row.text
    ? []
    : [`${where}: reused, it was shown as ${text} and is ${row.text}`];
}

/** No answer shows less than was known before it was asked for. */
function outdated({ attempts, sightings }: WriteHistory): string[] {
  const known: Pick<Sighting, 'key' | 'started' | 'ended' | 'revision'>[] = [...sightings];
  for (const { key, tag, expected, outcome, sent, ended } of attempts) {
    if (key === null || outcome !== 'acknowledged') continue;
    const revision = tag === null ? (expected ?? 0) + 1 : Number(/\d+/.exec(tag)?.[0]);
    known.push({ key, started: sent, ended, revision });
  }
  const byEnd = known.toSorted((a, b) => a.ended - b.ended);
  const newest = new Map<string, number>();
  let next = 0;
  const faults: string[] = [];
  for (const { key, started, revision } of known.toSorted((a, b) => a.started - b.started)) {
    for (let one = byEnd[next]; one !== undefined && one.ended < started; one = byEnd[++next]) {
      newest.set(one.key, Math.max(newest.get(one.key) ?? 0, one.revision));
    }
    const least = newest.get(key) ?? 0;
    if (revision < least) faults.push(`${key}: went back to ${revision} when ${least} was known`);
  }
  return faults;
}
