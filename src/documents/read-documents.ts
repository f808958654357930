import { Inject, Injectable } from '@nestjs/common';
import { NO_PRECONDITIONS } from '../conditional/index.js';
import {
  currentState,
  type Incoming,
  judgeRead,
  type Outcome,
  presentState,
  refuse,
  refuseFields,
  type Refusal,
  validatorsOf,
} from '../http/index.js';
import { negotiateMediaType } from '../representation/index.js';
import { DOCUMENT_STORE, type DocumentKey, type DocumentReader, type HeadSnapshot } from '../store/index.js';
import { refuseMissing } from './refuse-missing.js';

const MEDIA_TYPES = ['application/json'] as const;

/** GET and HEAD of one document. */
@Injectable()
export class ReadDocuments {
  constructor(@Inject(DOCUMENT_STORE) private readonly store: DocumentReader) {}

  /** The document as it stands, or 304 from its head alone. */
  async read(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    const bodiless = incoming.method === 'HEAD';
    if (bodiless || incoming.preconditions !== NO_PRECONDITIONS) {
      const peek = await this.store.head(key);
      const early = judge(key, peek, incoming);
      if (early !== undefined) return early;
      // Validators of a peek go with a body of the same read only: here there is none.
      if (bodiless && peek.kind === 'live') return found(peek, () => '');
    }
    const snapshot = await this.store.read(key);
    const judged = judge(key, snapshot, incoming);
    if (judged !== undefined) return judged;
    return snapshot.kind === 'live' ? found(snapshot, () => snapshot.text) : refuseMissing(key, snapshot);
  }
}

/** Everything that answers without the body, in the contract's order of refusal; undefined to go on. */
function judge(key: DocumentKey, snapshot: HeadSnapshot, incoming: Incoming): Outcome | undefined {
  if (snapshot.kind === 'collection-absent' || snapshot.kind === 'collection-deleted')
    return refuseMissing(key, snapshot);
  const { method, preconditions } = incoming;
  const refusal = refuseAccept(incoming) ?? refuseFields(incoming);
  if (refusal !== undefined) return refusal;
  if (snapshot.kind !== 'live') return refuseMissing(key, snapshot);
  const { head } = snapshot;
  return judgeRead(method, preconditions, presentState(head), {
    validators: validatorsOf(head),
    ...currentState(head),
  });
}

/** 406 when the Accept field allows no representation of a document. */
export function refuseAccept({ accept }: Incoming): Refusal | undefined {
  if (negotiateMediaType(accept, MEDIA_TYPES) !== undefined) return undefined;
  return refuse(
    'not-acceptable',
    `A document is ${MEDIA_TYPES.join(' or ')}, and the Accept field excludes that.`,
    {
      available: MEDIA_TYPES,
    },
  );
}

function found({ head }: Extract<HeadSnapshot, { kind: 'live' }>, text: () => string): Outcome {
  return {
    kind: 'found',
    validators: validatorsOf(head),
    content: { mediaType: 'application/json', length: head.size, text },
    freshness: 'revalidate',
  };
}
