import { Inject, Injectable } from '@nestjs/common';
import { formatEntityTag, NO_PRECONDITIONS } from '../conditional/index.js';
import {
  currentState,
  type Incoming,
  judgeRead,
  LongPoll,
  type Outcome,
  Paths,
  refuse,
  refuseFields,
  type Refusal,
  refuseNotAcceptable,
  securityOf,
  selectedState,
  type Validators,
  type Share,
  validatorsOf,
} from '../http/index.js';
import { parseJson } from '../json/index.js';
import {
  COMPRESSIBLE_FROM,
  DOCUMENT_FORMATS,
  documentPage,
  type DocumentFormat,
  MEDIA_TYPES,
  negotiateMediaType,
  negotiateVariant,
  type Variant,
} from '../representation/index.js';
import {
  DOCUMENT_STORE,
  type DocumentHead,
  type DocumentKey,
  type DocumentReader,
  type HeadSnapshot,
} from '../store/index.js';
import { refuseMissing } from './refuse-missing.js';

/** A live document and the representation that was chosen for it. */
interface Selected {
  readonly kind: 'selected';
  readonly head: DocumentHead;
  readonly variant: Variant<DocumentFormat>;
}

/** GET and HEAD of one document. */
@Injectable()
export class ReadDocuments {
  constructor(
    @Inject(DOCUMENT_STORE) private readonly store: DocumentReader,
    @Inject(LongPoll) private readonly polls: LongPoll,
    @Inject(Paths) private readonly paths: Paths,
  ) {}

  /** The document as it stands, or 304 from its head alone; held back for who prefers to wait for the next revision. */
  read(key: DocumentKey, incoming: Incoming): Promise<Outcome> {
    return this.polls.hold(incoming, key.collection, (share) => this.#look(key, incoming, share));
  }

  async #look(key: DocumentKey, incoming: Incoming, share: Share): Promise<Outcome> {
    const bodiless = incoming.method === 'HEAD';
    if (bodiless || incoming.preconditions !== NO_PRECONDITIONS) {
      const head = await share(`head ${key.id}`, () => this.store.head(key));
      const peek = select(key, head, incoming);
      if (peek.kind !== 'selected') return peek;
      const early = judge(peek, incoming);
      if (early !== undefined) return early;
      // Validators of a peek go with a body of the same read only: here there is none, or none of a known length.
      if (bodiless) return this.#found(key, peek, undefined);
    }
    const snapshot = await this.store.read(key);
    const selected = select(key, snapshot, incoming);
    if (selected.kind !== 'selected') return selected;
    return (
      judge(selected, incoming) ?? this.#found(key, selected, 'text' in snapshot ? snapshot.text : undefined)
    );
  }

  #found(key: DocumentKey, { head, variant }: Selected, text: string | undefined): Outcome {
    const html = variant.format === 'html';
    const validators = validatorsOf(head, variant);
    return {
      kind: 'found',
      validators,
      content: {
        mediaType: MEDIA_TYPES[variant.format],
        coding: variant.coding,
        key: variant.coding === 'identity' ? undefined : codedKey(key, validators),
        // The length of a page is known only when it is made; HEAD leaves it out (9110 8.6).
        length: html ? undefined : head.size,
        text: () => (html && text !== undefined ? this.#page(key, head, text) : (text ?? '')),
      },
      freshness: 'revalidate',
      fields: {
        Link: `<${this.paths.revisions(key.collection, key.id)}>; rel="version-history"`,
        ...securityOf(variant.format),
      },
    };
  }

  #page(key: DocumentKey, head: DocumentHead, text: string): string {
    const self = this.paths.document(key.collection, key.id);
    return documentPage({
      ...key,
      ...head,
      etag: currentState(head).fields.ETag,
      data: parseJson(text),
      links: {
        self,
        list: this.paths.documents(key.collection),
        history: this.paths.revisions(key.collection, key.id),
        attachments: `${self}/attachments`,
        // The number keeps its JSON for ever: what the page shows, whatever comes next.
        json: this.paths.revision(key.collection, key.id, head.revision),
        collections: this.paths.collections(),
      },
    });
  }
}

/** The tag names revision and variant, and names them once in all the life of a document. */
function codedKey({ collection, id }: DocumentKey, { etag }: Validators): string {
  return `${collection}/${id} ${formatEntityTag(etag)}`;
}

/** The representation of the document, or why there is none, in the contract's order of refusal. */
function select(key: DocumentKey, snapshot: HeadSnapshot, incoming: Incoming): Selected | Refusal {
  if (snapshot.kind === 'collection-absent' || snapshot.kind === 'collection-deleted') {
    return refuseMissing(key, snapshot);
  }
  // Without a document nothing depends on its size.
  const size = snapshot.kind === 'live' ? snapshot.head.size : 0;
  const variant = negotiateVariant(incoming, DOCUMENT_FORMATS, {
    compressible: (format) => format === 'html' || size >= COMPRESSIBLE_FROM,
  });
  if ('kind' in variant) return refuseNotAcceptable(variant);
  const malformed = refuseFields(incoming);
  if (malformed !== undefined) return malformed;
  return snapshot.kind === 'live'
    ? { kind: 'selected', head: snapshot.head, variant }
    : refuseMissing(key, snapshot);
}

/** 304 or 412, or undefined to go on with the content. */
function judge({ head, variant }: Selected, { method, preconditions }: Incoming): Outcome | undefined {
  return judgeRead(method, preconditions, selectedState(head, variant), {
    validators: validatorsOf(head, variant),
    told: () => currentState(head),
    repeated: securityOf(variant.format),
  });
}

const WRITE_ANSWERS = ['application/json'] as const;

/** 406 when the Accept field excludes the JSON that a write answers with. */
export function refuseAccept({ accept }: Pick<Incoming, 'accept'>): Refusal | undefined {
  if (negotiateMediaType(accept, WRITE_ANSWERS) !== undefined) return undefined;
  return refuse(
    'not-acceptable',
    'A write answers with application/json, and the Accept field excludes that.',
    {
      available: WRITE_ANSWERS,
    },
  );
}
