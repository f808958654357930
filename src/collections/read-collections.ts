import { Buffer } from 'node:buffer';
import { Inject, Injectable } from '@nestjs/common';
import {
  currentState,
  type Incoming,
  judgeRead,
  type Outcome,
  Paths,
  refuse,
  refuseFields,
  type Refusal,
  refuseNotAcceptable,
  securityOf,
  selectedState,
  validatorsOf,
} from '../http/index.js';
import { parseJson } from '../json/index.js';
import {
  collectionPage,
  COMPRESSIBLE_FROM,
  DOCUMENT_FORMATS,
  type DocumentFormat,
  MEDIA_TYPES,
  negotiateMediaType,
  negotiateVariant,
  type Variant,
} from '../representation/index.js';
import {
  COLLECTION_STORE,
  type CollectionHead,
  type CollectionName,
  type CollectionReader,
} from '../store/index.js';
import { requireLive } from './collection-content.js';

/** GET and HEAD of one collection. */
@Injectable()
export class ReadCollections {
  constructor(
    @Inject(COLLECTION_STORE) private readonly store: CollectionReader,
    @Inject(Paths) private readonly paths: Paths,
  ) {}

  /** The settings of the collection, as they were sent or as a page. */
  async read(name: CollectionName, incoming: Incoming): Promise<Outcome> {
    const live = requireLive(name, await this.store.read(name));
    // Without a collection nothing depends on the size of its settings.
    const size = live.kind === 'live' ? Buffer.byteLength(live.head.settings) : 0;
    const variant = negotiateVariant(incoming, DOCUMENT_FORMATS, {
      compressible: (format) => format === 'html' || size >= COMPRESSIBLE_FROM,
    });
    if ('kind' in variant) return refuseNotAcceptable(variant);
    const refusal = refuseFields(incoming);
    if (refusal !== undefined) return refusal;
    if (live.kind === 'refused') return live;
    const { head } = live;
    const early = judgeRead(incoming.method, incoming.preconditions, selectedState(head, variant), {
      validators: validatorsOf(head, variant),
      told: () => currentState(head),
      repeated: securityOf(variant.format),
    });
    return early ?? this.#found(head, variant);
  }

  #found(head: CollectionHead, variant: Variant<DocumentFormat>): Outcome {
    const { format, coding } = variant;
    const text = format === 'html' ? this.#page(head) : head.settings;
    return {
      kind: 'found',
      validators: validatorsOf(head, variant),
      content: {
        mediaType: MEDIA_TYPES[format],
        coding,
        length: Buffer.byteLength(text),
        text: () => text,
      },
      freshness: 'revalidate',
      fields: securityOf(format),
    };
  }

  #page(head: CollectionHead): string {
    return collectionPage({
      ...head,
      etag: currentState(head).fields.ETag,
      settings: parseJson(head.settings),
      links: { documents: this.paths.documents(head.name), collections: this.paths.collections() },
    });
  }
}

const WRITE_ANSWERS = ['application/json'] as const;

/** 406 when the Accept field excludes the JSON that a write answers with. */
export function refuseAccept({ accept }: Incoming): Refusal | undefined {
  if (negotiateMediaType(accept, WRITE_ANSWERS) !== undefined) return undefined;
  return refuse(
    'not-acceptable',
    'A write answers with application/json, and the Accept field excludes that.',
    { available: WRITE_ANSWERS },
  );
}
