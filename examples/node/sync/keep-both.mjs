// What to do where two sides cannot be joined.
//
// A policy is a function, which may be async, of a conflict `{ id, kind, base, current, yours, merged, conflicts }`: what
// the service has now, and what the user made of the base; a side that has nothing is left out. It returns
// `{ data, copy }`: what the document shall be (null: deleted), and what shall be kept as a document of its own, if
// anything. `kind` is
// - `both-changed`: `merged` is the merge so far, with the current values at `conflicts`;
// - `both-created`: two documents were made under one id;
// - `deleted-there`: the user changed what somebody else deleted;
// - `changed-there`: the user deleted what somebody else has changed since.
// Whatever it decides, the conflict is reported with all of these.

/** The policy that loses nothing without asking anybody: others' values stay, and what the user wrote becomes a copy. */
export function keepBoth({ kind, current, yours, merged }) {
  switch (kind) {
    case 'both-changed':
      return { data: merged, copy: yours };
    case 'both-created':
      return { data: current, copy: yours };
    case 'deleted-there':
      return { data: yours };
    case 'changed-there':
      return { data: current };
    default:
      throw new Error(`no such kind of conflict: ${kind}`);
  }
}
