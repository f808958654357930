import type { Operation } from './operation.js';
import type { Rule, Violation } from './rules.js';
import type { Chain } from './stored-versions.js';
import type { Write } from './writes.js';

/** R1, R4, R7, R9: every write of `chain`'s document that was acknowledged is there, once, as what it was told to be. */
export function judgeAcknowledgements(
  { key, clusters, byRevision }: Chain,
  writes: readonly Write[],
): Violation[] {
  const violations: Violation[] = [];
  const report = (rule: Rule, detail: string) => violations.push({ rule, key, detail });
  const places = new Map(clusters.map(({ writer, version }) => [writer?.nonce, version.rev]));
  const told = new Map<number, { readonly nonce: string; readonly ack: Operation }>();
  for (const { nonce, f, exp, acks } of writes) {
    const place = places.get(nonce);
    const numbers = new Set(acks.map(({ rev }) => rev));
    if (numbers.size > 1)
      report('R7', `${nonce} was acknowledged as revisions ${[...numbers].join(' and ')}`);
    let again = false;
    for (const ack of acks) {
      const { rev } = ack;
      if (typeof rev !== 'number') continue;
      const other = told.get(rev);
      told.set(rev, { nonce, ack });
      if (other !== undefined && other.nonce !== nonce) {
        again = true;
        const apart = other.ack.t1 < ack.t0 || ack.t1 < other.ack.t0;
        report(apart ? 'R9' : 'R1', `${other.nonce} and ${nonce} were both acknowledged as revision ${rev}`);
      } else if (place !== undefined && place !== rev)
        report('R1', `${nonce} was acknowledged as revision ${rev} and is ${place}`);
    }
    if (acks.length === 0 || place !== undefined || again) continue;
    const instead = f === 'delete' && typeof exp === 'number' ? byRevision.get(exp + 1)?.writer : undefined;
    if (instead?.out === 'ok')
      report('R2', `the deletion of ${exp} was acknowledged, but ${instead.nonce} came after it`);
    else report('R4', `${nonce} was acknowledged and is not there`);
  }
  return violations;
}

/** R9: a revision never has two entity-tags. */
export function judgeTags({ key, clusters }: Chain, operations: readonly Operation[]): Violation[] {
  const tags = new Map(clusters.map(({ version }) => [version.rev, version.etag]));
  return operations.flatMap(({ rev, etag }) => {
    if (typeof rev !== 'number' || etag === null) return [];
    const known = tags.get(rev) ?? etag;
    tags.set(rev, known);
    return known === etag
      ? []
      : [{ rule: 'R9', key, detail: `revision ${rev} had the tag ${etag} and ${known}` } as const];
  });
}
