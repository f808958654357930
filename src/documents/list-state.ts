import { formatEntityTag } from '../conditional/index.js';
import type { Validators, WriteTarget } from '../http/index.js';
import { listTag } from '../representation/index.js';
import type { ListState } from '../store/index.js';

// How the state of a whole list speaks HTTP. A list has no date.

/** The list's validators. */
export function listValidators(state: ListState, epoch: string): Validators {
  return { etag: listTag(state, epoch) };
}

/** The list as the engine judges it, and how a 412 speaks of it. */
export function listTarget(
  state: ListState,
  epoch: string,
): WriteTarget & { readonly current: object } & {
  readonly state: { readonly kind: 'present' };
} {
  const { etag } = listValidators(state, epoch);
  const text = formatEntityTag(etag);
  return {
    state: { kind: 'present', tags: [etag] },
    current: { etag: text, total: state.count },
    fields: { ETag: text },
  };
}
