import type { Operation, Result } from './operation.js';

/** One change that somebody wanted, however often it was sent. */
export interface Write {
  readonly nonce: string;
  readonly key: string;
  readonly f: 'write' | 'delete';
  readonly exp: Operation['exp'];
  readonly batch: string | null;
  /** `ok` when any attempt was; `fail` when all of them were refused. */
  readonly out: Result;
  /** When the first attempt was sent that was not refused, if there is one. */
  readonly t0: number;
  /** The attempts that were acknowledged. */
  readonly acks: readonly Operation[];
}

/** The writes in `operations` by their nonce. */
export function collectWrites(operations: readonly Operation[]): Map<string, Write> {
  const attempts = new Map<string, Operation[]>();
  for (const operation of operations) {
    if (operation.sentNonce === null) continue;
    const before = attempts.get(operation.sentNonce);
    if (before === undefined) attempts.set(operation.sentNonce, [operation]);
    else before.push(operation);
  }
  const writes = new Map<string, Write>();
  for (const [nonce, all] of attempts) {
    const [first] = all;
    if (first === undefined || first.f === 'read') continue;
    const acks = all.filter(({ out }) => out === 'ok');
    const possible = all.filter(({ out }) => out !== 'fail');
    const { key, f, exp, batch } = first;
    writes.set(nonce, {
      nonce,
      key,
      f,
      exp,
      batch,
      out: acks.length > 0 ? 'ok' : possible.length > 0 ? 'info' : 'fail',
      t0: Math.min(...(possible.length > 0 ? possible : all).map(({ t0 }) => t0)),
      acks,
    });
  }
  return writes;
}
