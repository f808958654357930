import { began, isAbsent, show } from './clusters.js';
import type { Operation } from './operation.js';
import type { Rule, Violation } from './rules.js';
import type { Chain } from './stored-versions.js';
import type { Write } from './writes.js';

/** Whether an operation shows a numbered version: a read, or a refusal that says what is there. */
function shows(operation: Operation): operation is Operation & { readonly rev: number } {
  const { f, out, rev } = operation;
  return typeof rev === 'number' && (out === 'fail' || (out === 'ok' && f === 'read'));
}

/** R1, R3, R5, R6, R8: puts what each operation showed to the version it showed, and says which shows none. */
export function bindSightings(
  { key, byRevision }: Chain,
  operations: readonly Operation[],
  writes: ReadonlyMap<string, Write>,
): Violation[] {
  const violations: Violation[] = [];
  const report = (rule: Rule, detail: string) => violations.push({ rule, key, detail });
  const told = new Set(operations.filter(({ f, out }) => f !== 'read' && out === 'ok').map(({ rev }) => rev));
  for (const operation of operations) {
    if (!shows(operation)) continue;
    const { rev, etag, seenNonce, status, exp } = operation;
    const how = `${operation.f} ${operation.id} (${status})`;
    const cluster = byRevision.get(rev);
    if (seenNonce !== undefined && seenNonce !== null && seenNonce !== cluster?.version.nonce) {
      const write = writes.get(seenNonce);
      const kept = cluster === undefined ? 'not there' : (cluster.version.nonce ?? 'a tombstone');
      if (write?.out === 'fail') report('R3', `${how} showed ${seenNonce}, which was refused`);
      else if (write?.key !== key) report('R6', `${how} showed ${seenNonce}, which nobody wrote`);
      else if (cluster !== undefined)
        report('R1', `${how} showed revision ${rev} as ${seenNonce}, it is ${kept}`);
      else report(write.out === 'ok' ? 'R4' : 'R6', `${how} showed ${seenNonce}, revision ${rev} is ${kept}`);
    } else if (cluster === undefined) {
      report(told.has(rev) ? 'R4' : 'R6', `${how} showed revision ${rev}, which is not there`);
    } else if (seenNonce === null && cluster.version.nonce !== null) {
      report('R1', `${how} showed revision ${rev} as a tombstone, it is ${cluster.version.nonce}`);
    } else if (status === 304 && operation.asked?.includes(etag ?? '') === false) {
      report('R5', `${how} confirmed ${etag}, asked with ${operation.asked.join(' ')}`);
    } else {
      if (operation.t1 < began(cluster)) report('R6', `${how} showed revision ${rev} before it was sent`);
      const holds = exp === rev || (exp === 'absent' && isAbsent(cluster));
      if (status === 412 && holds) report('R8', `${how} showed revision ${rev}, which it expected`);
      show(cluster, operation);
    }
  }
  return violations;
}
