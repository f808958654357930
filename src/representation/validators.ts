import { type EntityTag, type HttpSeconds, httpSeconds, strongTag } from '../conditional/index.js';
import {
  DOCUMENT_VARIANTS,
  type Format,
  LIST_VARIANTS,
  type Variant,
  variantOf,
  variantSuffix,
} from './variant.js';

// What stands inside our entity-tags, and nowhere else.

/** What an item's validators are made of. */
export interface RevisionState {
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly updatedAt: number;
  /** Milliseconds since 1970 of the change before; null for the first. */
  readonly previousAt: number | null;
}

const PLAIN = variantOf('json', 'identity');

/**
 * The tag of one revision: its number, its commit time in base 36 (both are columns of the row), and what tells the
 * variant from the others, plain JSON unless it is given.
 */
export function revisionTag(
  { revision, updatedAt }: Omit<RevisionState, 'previousAt'>,
  variant: Variant<Format> = PLAIN,
): EntityTag {
  return strongTag(`${revision}.${updatedAt.toString(36)}${variantSuffix(variant)}`);
}

/**
 * The tags of all variants of one revision. A write accepts any of them, because each names the same state; whether
 * such a variant was ever sent does not matter.
 */
export function everyRevisionTag(state: Omit<RevisionState, 'previousAt'>): readonly EntityTag[] {
  return DOCUMENT_VARIANTS.map((variant) => revisionTag(state, variant));
}

/** The revision that a tag of ours names, whatever its variant; undefined for a tag that no revision of ours has. */
export function readRevisionTag({ opaque }: EntityTag): { revision: number; updatedAt: number } | undefined {
  const [, revision, time] = /^([1-9]\d{0,15})\.([0-9a-z]{1,11})(?:-[a-z0-9-]+)?$/.exec(opaque) ?? [];
  if (revision === undefined || time === undefined) return undefined;
  return { revision: Number(revision), updatedAt: Number.parseInt(time, 36) };
}

/** What a list's tag is made of: the newest change among its members, their number, and the store's epoch. */
export interface ListTagState {
  readonly sequence: number;
  readonly count: number;
  /** Milliseconds since 1970 of the newest change; 0 when there is none. */
  readonly at: number;
  /**
   * The head of the collection's settings. The HTML page offers the declared indexes for filtering, so its bytes
   * depend on them, and its tag must too. Other formats do not show settings.
   */
  readonly settings?: Omit<RevisionState, 'previousAt'> | undefined;
}

/**
 * The tag of a list. It changes if and only if the set of members changes: entering the set or changing inside it
 * takes a sequence above all others, leaving it lowers the count, and a sequence is never issued twice.
 */
export function listTag(state: ListTagState, epoch: string, variant: Variant<Format> = PLAIN): EntityTag {
  const { sequence, count, at, settings } = state;
  const members = `${sequence}.${count}.${at.toString(36)}.${epoch}`;
  const shown =
    variant.format === 'html' && settings !== undefined
      ? `.${settings.revision}.${settings.updatedAt.toString(36)}`
      : '';
  return strongTag(`${members}${shown}${variantSuffix(variant)}`);
}

/** The tags of all variants of one state of a list: a write guarded by the list's tag accepts any of them. */
export function everyListTag(state: ListTagState, epoch: string): readonly EntityTag[] {
  return LIST_VARIANTS.map((variant) => listTag(state, epoch, variant));
}

/** The tag of what is named by a digest of all that its representations are made of. */
export function digestTag(digest: string, variant: Variant<Format>): EntityTag {
  return strongTag(`${digest}${variantSuffix(variant)}`);
}

/** The modification date as the engine judges it: exact only when the change before fell into an earlier second. */
export function modificationDate({ updatedAt, previousAt }: RevisionState): {
  seconds: HttpSeconds;
  unique: boolean;
} {
  const seconds = httpSeconds(updatedAt);
  return { seconds, unique: previousAt === null || httpSeconds(previousAt) < seconds };
}
