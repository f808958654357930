import type { CollectionHead } from './collections.js';
import type { DocumentHead, Missing, Operation } from './documents.js';
import type { CollectionName, DocumentKey } from './names.js';
import type { LimitedRetention } from './retention.js';
import type { Milliseconds, Revision, Sequence } from './units.js';

/** One committed change of a document: everything about it but the body. Immutable. */
export interface RevisionEntry {
  readonly revision: Revision;
  readonly sequence: Sequence;
  /** A removal: this revision has no body. */
  readonly operation: Operation;
  readonly author: string | null;
  /** When the document came into being (again) before this revision. */
  readonly createdAt: Milliseconds;
  /** When this revision was committed. */
  readonly at: Milliseconds;
  /** Bytes of the body in UTF-8; 0 for a removal. */
  readonly size: number;
}

/** Why a document has no history to read. That of a deleted document stays readable. */
export type MissingHistory = Exclude<Missing, { kind: 'deleted' }>;

/** What is kept of a document: every revision from the oldest to the head's; nothing is missing in between. */
export interface KeptRange {
  /** The document's head, or its tombstone. */
  readonly head: DocumentHead;
  readonly oldest: Revision;
}

/** One page of a document's kept revisions, newest first. */
export interface HistoryPage extends KeptRange {
  readonly kind: 'page';
  readonly items: readonly RevisionEntry[];
  /** Whether older ones are kept after the last item. */
  readonly more: boolean;
}

/** One revision by its number. */
export type RevisionSnapshot =
  | (KeptRange & {
      readonly kind: 'kept';
      readonly entry: RevisionEntry;
      /** The nearest kept revisions that have a body. */
      readonly previous: Revision | null;
      readonly next: Revision | null;
    })
  /** It existed, and was removed by the collection's retention. */
  | (KeptRange & { readonly kind: 'pruned' })
  /** The document has not come that far. */
  | (KeptRange & { readonly kind: 'never' })
  | MissingHistory;

/** What was current at a time. */
export type MomentSnapshot =
  /** A removal among them: then there was nothing. */
  | (KeptRange & { readonly kind: 'kept'; readonly entry: RevisionEntry })
  /** Older than what is kept; `since` is the time of the oldest kept revision. */
  | (KeptRange & { readonly kind: 'pruned'; readonly since: Milliseconds })
  /** Before the document was created for the first time. */
  | (KeptRange & { readonly kind: 'before'; readonly since: Milliseconds })
  | MissingHistory;

/** Reads of history. Bodies are read one by one with {@link DocumentReader.text}: revisions are immutable. */
export interface HistoryReader {
  /** A page of revisions below `before` (from the newest when that is left out), from one snapshot. */
  revisions(
    key: DocumentKey,
    page: { readonly before?: Revision | undefined; readonly limit: number },
  ): Promise<HistoryPage | MissingHistory>;
  /** One revision and its neighbours, from one snapshot. */
  revision(key: DocumentKey, revision: Revision): Promise<RevisionSnapshot>;
  /** The revision that was current at `time`; the current one for a time to come. */
  at(key: DocumentKey, time: Milliseconds): Promise<MomentSnapshot>;
}

/** One small step of pruning one collection. */
export interface PruneStep {
  readonly collection: CollectionName;
  /** The settings revision that `retention` was read from: under other settings nothing is removed. */
  readonly settings: Revision;
  readonly retention: LimitedRetention;
  /** Where the step before ended; 0 to look at everything. */
  readonly after: Sequence;
  /** Milliseconds for which nothing goes after it became removable: a streamed answer may still be reading it. */
  readonly spare: number;
  /** Revisions that may be removed in this step. */
  readonly rows: number;
}

/** What a step has done. */
export type PruneResult =
  /** The settings are others by now. Nothing was removed. */
  | { readonly kind: 'superseded' }
  | {
      readonly kind: 'pruned';
      readonly removed: number;
      /** Where the next step begins. */
      readonly through: Sequence;
      /** Whether another step has work at once. */
      readonly more: boolean;
      /** When the next change makes something removable; null when every change has been looked at. */
      readonly due: Milliseconds | null;
    };

/** The history, and its removal by retention. */
export interface HistoryStore extends HistoryReader {
  /** Every collection, deleted ones too: what they hold is subject to the settings they had. */
  prunable(): Promise<readonly CollectionHead[]>;
  /**
   * Removes what the retention does not keep, oldest changes first. Never a document's current revision or tombstone,
   * and never a gap: of each document a range up to the head stays. `prunedThrough` of the collection rises with it.
   */
  prune(step: PruneStep): Promise<PruneResult>;
}

/** Injection token of the {@link HistoryStore}. */
export const HISTORY_STORE = Symbol('HistoryStore');
