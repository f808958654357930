import type { DocumentId, Milliseconds, PruneStep, Revision, Sequence } from '../store/index.js';

// A change makes an older revision of its document removable: the one before it, or the one so many before it. So
// changes are looked at in their order, each once, and a step costs the same however long the history is. All that is
// removed of a document lies below all that stays.

const DAY = 24 * 60 * 60 * 1000;
/** Changes that one step looks at. */
export const PRUNE_WINDOW = 200;
/** Bytes of bodies after which a step ends: a large body frees its pages one by one. */
const STEP_BYTES = 4 * 1024 * 1024;
/** A change this far in the future was made under a wrong clock, and must not hold up the others until then. */
const WRONG_CLOCK = 60 * 60 * 1000;

/** A change that a step looks at. */
export interface LookedAt {
  readonly sequence: Sequence;
  readonly id: DocumentId;
  readonly revision: Revision;
  readonly at: Milliseconds;
  /** Whether there is something to remove below it. */
  readonly excess: 0 | 1 | boolean;
}

/** A revision that may be removed. */
export interface OldRevision {
  readonly id: DocumentId;
  readonly revision: Revision;
  readonly sequence: Sequence;
  /** Null for a removal. */
  readonly bytes: number | null;
}

/** What a look at the next changes has found. */
export interface Removable {
  /** Documents, and the revision up to which each can be removed. */
  readonly documents: ReadonlyMap<DocumentId, number>;
  readonly through: Sequence;
  readonly more: boolean;
  readonly due: Milliseconds | null;
}

/** How many revisions of each document a step leaves, whatever their age. */
export function keptBy({ retention }: PruneStep): number {
  return retention.kind === 'revisions' ? retention.count : 1;
}

/**
 * What of the next changes can go. Revisions are immutable and time goes on, so that what is removable now will be so at
 * the removal, unless the settings change.
 */
export function removableOf(rows: readonly LookedAt[], now: Milliseconds, step: PruneStep): Removable {
  const { retention, after, spare } = step;
  const wait = spare + (retention.kind === 'days' ? retention.count * DAY : 0);
  const documents = new Map<DocumentId, number>();
  let through = after;
  for (const { sequence, id, revision, at, excess } of rows) {
    if (at + wait > now && at <= now + WRONG_CLOCK) {
      return { documents, through, more: false, due: (at + wait) as Milliseconds };
    }
    if (excess && at <= now) documents.set(id, revision - keptBy(step));
    through = sequence;
  }
  return { documents, through, more: rows.length === PRUNE_WINDOW, due: null };
}

/** What one step removes: so many rows, or so many bytes. */
export class StepRoom {
  readonly chosen: OldRevision[] = [];
  #bytes = 0;

  constructor(private readonly rows: number) {}

  /** Rows that still fit, and one more, which tells whether any are left. */
  get limit(): number {
    return this.rows - this.chosen.length + 1;
  }

  /** Takes in what fits of `found`; false when something does not. */
  take(found: readonly OldRevision[]): boolean {
    for (const row of found) {
      if (this.chosen.length === this.rows || this.#bytes >= STEP_BYTES) return false;
      this.chosen.push(row);
      this.#bytes += row.bytes ?? 0;
    }
    return true;
  }

  /** The highest sequence among what was taken. */
  get through(): number {
    return this.chosen.reduce((highest, { sequence }) => Math.max(highest, sequence), 0);
  }
}
