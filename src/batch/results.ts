import { formatEntityTag } from '../conditional/index.js';
import type { DocumentPlan } from '../documents/index.js';
import {
  describeProblem,
  type Fields,
  type Outcome,
  type Paths,
  type Piece,
  pieceOf,
  piecesContent,
  type Preferences,
  refuse,
  type Refusal,
  statusOf,
} from '../http/index.js';
import { ITEM_END, itemMembers, revisionTag } from '../representation/index.js';
import type { DocumentHead } from '../store/index.js';
import type { Operation } from './operation.js';

/** An operation and what its judgement came to. */
export interface Judged {
  readonly operation: Operation;
  readonly plan: DocumentPlan;
}

/** An operation that can be performed. */
export interface Planned extends Judged {
  readonly plan: Extract<DocumentPlan, { kind: 'commit' }>;
}

/**
 * The refusal of a batch in which an operation fails: the type of the first that fails, and a result for each in
 * order. Undefined when none fails.
 */
export function refuseAll(judged: readonly Judged[], basePath: string): Refusal | undefined {
  const first = judged.find(({ plan }) => plan.kind === 'refused');
  if (first?.plan.kind !== 'refused') return undefined;
  const { operation } = first;
  const { problem } = first.plan;
  const dependency = {
    slug: 'failed-dependency',
    detail: `Operation ${operation.index} failed, so this one was not performed.`,
  } as const;
  const results = judged.map(({ operation: { path }, plan }) =>
    describeProblem(plan.kind === 'refused' ? plan.problem : dependency, path, basePath),
  );
  const detail =
    `Nothing was done, because operation ${operation.index} failed (counted from 0, ${operation.method} ` +
    `${operation.path}): ${problem.detail}`;
  const applied = judged.some(({ plan }) => plan.kind === 'refused' && plan.fields?.[APPLIED] !== undefined);
  return refuse(
    problem.slug,
    detail,
    { pointer: `/operations/${operation.index}`, results },
    applied ? appliedFields('representation') : undefined,
  );
}

/** The answer to a batch that was performed: an item for each operation in order, with the status it has alone. */
export function showAll(
  judged: readonly Planned[],
  heads: readonly DocumentHead[],
  paths: Paths,
  { return: preferred }: Preferences,
): Outcome {
  const results = judged.flatMap(({ plan }, index): Piece[] => {
    const head = heads[index];
    if (head === undefined) throw new Error('the store returned fewer heads than there were changes');
    const separator = index === 0 ? '' : ',';
    return [separator, showResult(plan, head, paths)];
  });
  return {
    kind: 'performed',
    content: piecesContent(['{"results":[', ...results, ']}']),
    fields: preferred === undefined ? {} : appliedFields(preferred),
  };
}

const APPLIED = 'Preference-Applied';

function appliedFields(preferred: NonNullable<Preferences['return']>): Fields {
  return { [APPLIED]: `return=${preferred}` };
}

function showResult({ change, done }: Planned['plan'], head: DocumentHead, paths: Paths): Piece {
  const { collection, id } = change.key;
  const outcome = done(head);
  // A tombstone has no representation that a tag could name.
  const etag = head.deleted ? null : formatEntityTag(revisionTag(head));
  const item = itemMembers({ ...head, id }, etag);
  const start = `{"status":${statusOf(outcome)},"location":${JSON.stringify(paths.document(collection, id))},${item.slice(1)}`;
  const content = 'content' in outcome ? outcome.content : undefined;
  return pieceOf(content, `${start},"data":`, ITEM_END) ?? start + ITEM_END;
}
