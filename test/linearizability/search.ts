import type { History, Operation, StoredVersion } from './operation.js';

/**
 * Whether a history of one document is linearizable, by trying every order: what the checker is measured against. Only
 * for a handful of operations, each of its own nonce.
 */
export function isLinearizable({ operations, stored }: History): boolean {
  const [[, versions = []] = []] = stored;
  const claims = operations.filter(makesClaim);
  return search(claims, 0, [{ rev: 0, etag: null, nonce: null }, ...versions]);
}

/** Whether an operation says anything: a refusal without content, or a read that broke off, does not. */
function makesClaim({ f, out, rev }: Operation): boolean {
  return out === 'info' ? f !== 'read' : out === 'ok' || rev !== null;
}

function search(rest: readonly Operation[], place: number, versions: readonly StoredVersion[]): boolean {
  const finished = place === versions.length - 1;
  if (rest.every(({ out }) => out === 'info') && finished) return true;
  const deadline = Math.min(...rest.map(({ t1 }) => t1));
  return rest.some((operation) => {
    if (operation.t0 > deadline) return false;
    const next = apply(operation, place, versions);
    return (
      next !== undefined &&
      search(
        rest.filter((other) => other !== operation),
        next,
        versions,
      )
    );
  });
}

/** The place after `operation` took effect at `place`; undefined when that contradicts what is known of it. */
function apply(operation: Operation, place: number, versions: readonly StoredVersion[]): number | undefined {
  const current = versions[place] as StoredVersion;
  const { f, out, exp, rev, seenNonce, sentNonce } = operation;
  const holds = exp === current.rev || (exp === 'absent' && current.nonce === null);
  if (f === 'read' || out === 'fail') {
    if (f !== 'read' && holds) return undefined;
    if (rev === 'absent') return current.nonce === null ? place : undefined;
    const same = rev === current.rev && (seenNonce === undefined || seenNonce === current.nonce);
    return same ? place : undefined;
  }
  const next = versions[place + 1];
  const made = f === 'delete' ? null : sentNonce;
  if (!holds || next === undefined || next.nonce !== made) return undefined;
  return rev === null || rev === next.rev ? place + 1 : undefined;
}
