import { began, type Bound, type Cluster, isAbsent } from './clusters.js';
import type { Operation } from './operation.js';
import type { Violation } from './rules.js';
import type { Chain } from './stored-versions.js';

// Each version names itself by its revision, and each write names the one before it, so the order of the versions is
// given and no search is needed. A history of one document is linearizable if and only if, beside what the other files
// here ask for, no operation on a version began after something newer was known: one scan from the newest to the oldest.

const FOREVER: Bound = { at: Number.POSITIVE_INFINITY, by: undefined };

/** R4, R5, R10, R12: nothing shows a version, or makes one, when something newer was known already. */
export function judgeOrder({ key, clusters }: Chain, kills: readonly number[]): Violation[] {
  const violations: Violation[] = [];
  let newer = FOREVER;
  for (const cluster of clusters.toReversed()) {
    const { version, seen, writer } = cluster;
    const known = newer;
    const late = (t0: number, what: string, rule: 'R5' | 'R12') => {
      if (t0 <= known.at) return;
      const killed = kills.some((kill) => kill > known.at && kill < t0);
      const detail = `${what} revision ${version.rev} ${(t0 - known.at).toFixed(1)} ms after ${known.by?.key} was ${known.by?.rev ?? 'deleted'}`;
      violations.push({ rule: known.lifted === true ? 'R10' : killed ? 'R4' : rule, key, detail });
    };
    for (const { t0, f, id, status } of seen) late(t0, `${f} ${id} (${status}) showed`, 'R5');
    if (writer !== undefined) late(began(cluster), `${writer.nonce} was sent and became`, 'R12');
    if (cluster.lo.at < newer.at) newer = cluster.lo;
  }
  return violations;
}

/** R5, R8: that there is nothing, without the number of a tombstone, was so at some time of the answer. */
export function judgeAbsences({ key, clusters }: Chain, operations: readonly Operation[]): Violation[] {
  const spans = absentSpans(clusters);
  return operations.flatMap((operation): Violation[] => {
    const { id, f, status, exp, rev, t0, t1 } = operation;
    if (rev !== 'absent') return [];
    const fits = spans.some(({ from, to }) => t1 >= from && t0 <= to);
    if (fits && exp !== 'absent') return [];
    const detail = `${f} ${id} (${status}) found nothing, though there was something`;
    return [{ rule: status === 412 ? 'R8' : 'R5', key, detail }];
  });
}

/** When the document may have been absent: from the end of whatever was surely before, to the first sign of the next. */
function absentSpans(clusters: readonly Cluster[]): { readonly from: number; readonly to: number }[] {
  const to: number[] = [];
  let next = Number.POSITIVE_INFINITY;
  for (const { lo } of clusters.toReversed()) {
    to.unshift(next);
    next = Math.min(next, lo.at);
  }
  let before = Number.NEGATIVE_INFINITY;
  return clusters.flatMap((cluster, index) => {
    const from = Math.max(before, began(cluster));
    before = cluster.seen.reduce((latest, { t0 }) => Math.max(latest, t0), from);
    return isAbsent(cluster) ? [{ from, to: to[index] as number }] : [];
  });
}

/** R8: a refusal that shows nothing came although what it expected stood from before it was sent until it was answered. */
export function judgeBareRefusals({ key, clusters }: Chain, operations: readonly Operation[]): Violation[] {
  return operations.flatMap(({ id, f, status, exp, rev, batch, t0, t1 }): Violation[] => {
    if (status !== 412 || rev !== null || batch !== null || typeof exp !== 'number') return [];
    const expected = clusters.find(({ version }) => version.rev === exp);
    const known = expected !== undefined && expected.lo.at < t0;
    if (!known || clusters.some((cluster) => cluster.version.rev > exp && began(cluster) <= t1)) return [];
    return [{ rule: 'R8', key, detail: `${f} ${id} was refused though revision ${exp} stood all the time` }];
  });
}
