import fc from 'fast-check';
import type { History, Operation, StoredVersion } from './operation.js';

// Small histories for tests of the checker: what clients of a correct register of one document may see, and then,
// mostly, something bent.

/** What happens at one moment of the register. */
interface Step {
  readonly kind: 'create' | 'put' | 'delete' | 'outdated' | 'read' | 'confirm';
  readonly before: number;
  readonly after: number;
  /** Whether the answer is lost; and then, whether the write was performed. */
  readonly lost: 'no' | 'done' | 'undone';
}

/** Where and how a history is bent. */
interface Bend {
  readonly at: number;
  readonly how: 'shift' | 'stretch' | 'rev' | 'drop' | 'refuse' | 'none';
  readonly by: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('create', 'put', 'put', 'delete', 'outdated', 'read', 'confirm'),
  before: fc.integer({ min: 0, max: 25 }),
  after: fc.integer({ min: 0, max: 25 }),
  lost: fc.constantFrom('no', 'no', 'no', 'done', 'undone'),
});

const bend: fc.Arbitrary<Bend> = fc.record({
  at: fc.nat({ max: 6 }),
  how: fc.constantFrom('shift', 'shift', 'stretch', 'rev', 'drop', 'refuse', 'none'),
  by: fc.integer({ min: -60, max: 60 }),
});

/** Histories of which some are linearizable and some are not. */
export const bentHistories: fc.Arbitrary<History> = fc
  .tuple(fc.array(step, { minLength: 3, maxLength: 7 }), fc.array(bend, { minLength: 1, maxLength: 3 }))
  .map(([steps, bends]) => {
    const { operations, stored } = perform(steps);
    return { operations: bends.reduce(apply, operations), stored: new Map([['a', stored]]) };
  });

/** An operation that nothing is known of yet. */
export function operation(of: Partial<Operation>): Operation {
  return {
    id: 0,
    client: 0,
    replica: 0,
    key: 'a',
    f: 'read',
    t0: 0,
    t1: 0,
    exp: null,
    sentNonce: null,
    status: null,
    etag: null,
    rev: null,
    batch: null,
    out: 'ok',
    tries: 1,
    ...of,
  };
}

/** What a correct register answers to `steps`, each at its moment. */
function perform(steps: readonly Step[]): { operations: Operation[]; stored: StoredVersion[] } {
  const versions: StoredVersion[] = [{ rev: 0, etag: null, nonce: null }];
  const operations = steps.map(({ kind, before, after, lost }, id) => {
    const current = versions.at(-1) as StoredVersion;
    const at = 10 * (id + 1);
    const times = { id, t0: at - before, t1: lost === 'no' ? at + after : Number.POSITIVE_INFINITY };
    const seen = { rev: current.rev, seenNonce: current.nonce };
    if (kind === 'read') return operation({ ...times, ...seen, t1: at + after, status: 200 });
    if (kind === 'confirm') return operation({ ...times, rev: current.rev, t1: at + after, status: 304 });
    const exp = kind === 'create' ? 'absent' : kind === 'outdated' ? current.rev - 1 : current.rev;
    const f = kind === 'delete' ? 'delete' : 'write';
    const write = operation({ ...times, f, exp, sentNonce: `n${id}` });
    const holds = kind === 'create' ? current.nonce === null : kind !== 'outdated' && current.nonce !== null;
    if (lost !== 'undone' && holds) {
      const rev = current.rev + 1;
      versions.push({ rev, etag: null, nonce: f === 'delete' ? null : `n${id}` });
      if (lost === 'no') return { ...write, status: 204, rev: f === 'delete' ? null : rev };
    }
    if (lost !== 'no') return { ...write, out: 'info' as const };
    // A write that expects a tombstone does not exist: the service says 410 to it.
    const status = exp === current.rev ? 410 : 412;
    return {
      ...write,
      out: 'fail' as const,
      status,
      ...(status === 410 ? { exp: null } : {}),
      rev: seen.rev,
    };
  });
  return { operations, stored: versions.slice(1) };
}

function apply(operations: readonly Operation[], { at, how, by }: Bend): Operation[] {
  return operations.flatMap((one, index): Operation[] => {
    if (index !== at % operations.length) return [one];
    switch (how) {
      case 'shift':
        return [{ ...one, t0: one.t0 + by, t1: one.t1 + by }];
      case 'stretch':
        return [{ ...one, t1: Math.max(one.t0, one.t1 + by) }];
      case 'rev':
        return [
          { ...one, rev: typeof one.rev === 'number' ? Math.max(0, one.rev + Math.sign(by)) : one.rev },
        ];
      case 'drop':
        return [];
      case 'refuse':
        return [one.f === 'read' ? one : { ...one, out: 'fail', status: 409, rev: null }];
      case 'none':
        return [one];
      default:
        return how satisfies never;
    }
  });
}
