import { Inject, Injectable } from '@nestjs/common';
import {
  type Incoming,
  judgeRead,
  type Outcome,
  Paths,
  readQuery,
  refuseMalformed,
  type Refusal,
  refuseNotAcceptable,
} from '../http/index.js';
import { COMPRESSIBLE_FROM, MEDIA_TYPES, negotiateVariant, type Variant } from '../representation/index.js';
import {
  DOCUMENT_STORE,
  type DocumentKey,
  type DocumentReader,
  HISTORY_STORE,
  type HistoryReader,
  isRemoval,
  type Revision,
  type RevisionSnapshot,
} from '../store/index.js';
import { refuseMissing } from './refuse-missing.js';
import { numberedState, refuseDelete, refuseNever, refusePruned } from './revision-state.js';

type Kept = Extract<RevisionSnapshot, { kind: 'kept' }> & { readonly variant: Variant<'json'> };

const FORMATS = ['json'] as const;

/** GET and HEAD of one revision by its number. */
@Injectable()
export class ReadRevisions {
  constructor(
    @Inject(HISTORY_STORE) private readonly history: HistoryReader,
    @Inject(DOCUMENT_STORE) private readonly store: DocumentReader,
    @Inject(Paths) private readonly paths: Paths,
  ) {}

  /** The JSON of that revision, which never changes; or 304 without its body. */
  async read(key: DocumentKey, revision: Revision, incoming: Incoming): Promise<Outcome> {
    const kept = select(key, revision, await this.history.revision(key, revision), incoming);
    if (kept.kind === 'refused') return kept;
    const judged = numberedState(kept.entry, kept.variant);
    const early = judgeRead(incoming.method, incoming.preconditions, judged.state, judged);
    if (early?.kind === 'not-modified') return { ...early, freshness: 'immutable' };
    if (early !== undefined) return early;
    const text = incoming.method === 'HEAD' ? '' : await this.store.text(key, revision);
    // Pruned since: the history knows it by now.
    return text === undefined ? this.read(key, revision, incoming) : this.#found(key, kept, text);
  }

  #found(key: DocumentKey, kept: Kept, text: string): Outcome {
    return {
      kind: 'found',
      validators: numberedState(kept.entry, kept.variant).validators,
      content: {
        mediaType: MEDIA_TYPES.json,
        coding: kept.variant.coding,
        length: kept.entry.size,
        text: () => text,
      },
      freshness: 'immutable',
      fields: { Link: this.#links(key, kept) },
    };
  }

  /** 5829 3: a deletion is no version that could be linked to. */
  #links({ collection, id }: DocumentKey, { previous, next }: Kept): string {
    const links = [
      `<${this.paths.document(collection, id)}>; rel="latest-version"`,
      `<${this.paths.revisions(collection, id)}>; rel="version-history"`,
    ];
    const add = (revision: Revision | null, relation: string) => {
      if (revision !== null)
        links.push(`<${this.paths.revision(collection, id, revision)}>; rel="${relation}"`);
    };
    add(previous, 'predecessor-version');
    add(next, 'successor-version');
    return links.join(', ');
  }
}

/** The revision if there is something to show, or why there is not, in the contract's order of refusal. */
function select(
  key: DocumentKey,
  revision: Revision,
  snapshot: RevisionSnapshot,
  incoming: Incoming,
): Kept | Refusal {
  if (snapshot.kind === 'collection-absent' || snapshot.kind === 'collection-deleted') {
    return refuseMissing(key, snapshot);
  }
  // Without a revision nothing depends on its size.
  const size = snapshot.kind === 'kept' ? snapshot.entry.size : 0;
  const variant = negotiateVariant(incoming, FORMATS, { compressible: size >= COMPRESSIBLE_FROM });
  if ('kind' in variant) return refuseNotAcceptable(variant);
  const query = readQuery(incoming.query, []);
  if (query.kind === 'refused') return query;
  const malformed = refuseMalformed(incoming.method, incoming.preconditions);
  if (malformed !== undefined) return malformed;
  switch (snapshot.kind) {
    case 'kept':
      return isRemoval(snapshot.entry.operation)
        ? refuseDelete(key, snapshot.entry)
        : { ...snapshot, variant };
    case 'pruned':
      return refusePruned(key, `Revision ${revision}`, snapshot);
    case 'never':
      return refuseNever(key, revision, snapshot);
    case 'absent':
      return refuseMissing(key, snapshot);
    default:
      return snapshot satisfies never;
  }
}
