import { type EntityTag, type HttpSeconds, httpSeconds, strongTag } from '../conditional/index.js';

// What stands inside our entity-tags, and nowhere else.

/** What an item's validators are made of. */
export interface RevisionState {
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  /** Milliseconds since 1970 of the change before; null for the first. */
  readonly previousAt: number | null;
}

/** The tag of one revision: its number, then its commit time in base 36. Both are columns of the row. */
export function revisionTag({ revision, updatedAt }: Omit<RevisionState, 'previousAt'>): EntityTag {
  return strongTag(`${revision}.${updatedAt.toString(36)}`);
}

/** What a list's tag is made of: the newest change among its members, their number, and the store's epoch. */
export interface ListTagState {
  readonly sequence: number;
  readonly count: number;
  /** Milliseconds since 1970 of the newest change; 0 when there is none. */
  readonly at: number;
}

/**
 * The tag of a list. It changes if and only if the set of members changes: entering the set or changing inside it
 * takes a sequence above all others, leaving it lowers the count, and a sequence is never issued twice.
 */
export function listTag({ sequence, count, at }: ListTagState, epoch: string): EntityTag {
  return strongTag(`${sequence}.${count}.${at.toString(36)}.${epoch}`);
}

/** The modification date as the engine judges it: exact only when the change before fell into an earlier second. */
export function modificationDate({ updatedAt, previousAt }: RevisionState): {
  seconds: HttpSeconds;
  unique: boolean;
} {
  const seconds = httpSeconds(updatedAt);
  return { seconds, unique: previousAt === null || httpSeconds(previousAt) < seconds };
}
