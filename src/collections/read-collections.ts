import { createHash } from 'node:crypto';
import { Buffer } from 'node:buffer';
import { Inject, Injectable } from '@nestjs/common';
import { formatEntityTag, strongTag } from '../conditional/index.js';
import {
  currentState,
  formatCursor,
  type Incoming,
  judgeRead,
  type Outcome,
  Paths,
  selectedState,
  readCursor,
  readLimit,
  readQuery,
  refuse,
  refuseFields,
  refuseMalformed,
  type Refusal,
  validatorsOf,
} from '../http/index.js';
import { negotiateMediaType } from '../representation/index.js';
import {
  COLLECTION_STORE,
  type CollectionHead,
  type CollectionName,
  type CollectionReader,
  parseCollectionName,
} from '../store/index.js';
import { collectionItem, requireLive, settingsContent } from './collection-content.js';

const MEDIA_TYPES = ['application/json'] as const;

/** GET and HEAD of a collection, and of the list of collections. */
@Injectable()
export class ReadCollections {
  constructor(
    @Inject(COLLECTION_STORE) private readonly store: CollectionReader,
    @Inject(Paths) private readonly paths: Paths,
  ) {}

  /** The settings of one collection. */
  async read(name: CollectionName, incoming: Incoming): Promise<Outcome> {
    const live = requireLive(name, await this.store.read(name));
    const refusal = refuseAccept(incoming) ?? refuseFields(incoming);
    if (refusal !== undefined) return refusal;
    if (live.kind === 'refused') return live;
    const { head } = live;
    const early = judgeRead(incoming.method, incoming.preconditions, selectedState(head), {
      validators: validatorsOf(head),
      ...currentState(head),
    });
    if (early !== undefined) return early;
    const content = settingsContent(head.settings);
    return { kind: 'found', validators: validatorsOf(head), content, freshness: 'revalidate' };
  }

  /** All live collections in order of name, a page at a time. */
  async list(incoming: Incoming): Promise<Outcome> {
    const refusal = refuseAccept(incoming);
    if (refusal !== undefined) return refusal;
    const query = readQuery(incoming.query, ['limit', 'cursor']);
    if (query.kind === 'refused') return query;
    const limit = readLimit(query.values.limit);
    if (limit.kind === 'refused') return limit;
    const cursor = readCursor(query.values.cursor, parseCollectionName);
    if (cursor.kind === 'refused') return cursor;
    const malformed = refuseMalformed(incoming.method, incoming.preconditions);
    if (malformed !== undefined) return malformed;

    const all = await this.store.list();
    const etag = strongTag(digest(all));
    const text = formatEntityTag(etag);
    const early = judgeRead(
      incoming.method,
      incoming.preconditions,
      { kind: 'present', tags: [etag] },
      { validators: { etag }, current: { etag: text, total: all.length }, fields: { ETag: text } },
    );
    return early ?? this.#page(all, etag, cursor.after, limit.limit);
  }

  #page(
    all: readonly CollectionHead[],
    etag: ReturnType<typeof strongTag>,
    after: CollectionName | undefined,
    limit: number,
  ): Outcome {
    const rest = after === undefined ? all : all.filter(({ name }) => name > after);
    const items = rest.slice(0, limit);
    const last = items.at(-1);
    const next =
      rest.length > limit && last !== undefined
        ? `${this.paths.collections()}?limit=${limit}&cursor=${formatCursor(last.name)}`
        : null;
    const text = `{"items":[${items.map(collectionItem).join(',')}],"total":${all.length},"next":${JSON.stringify(next)}}`;
    return {
      kind: 'found',
      validators: { etag },
      content: { mediaType: 'application/json', length: Buffer.byteLength(text), text: () => text },
      freshness: 'revalidate',
      ...(next !== null && { fields: { Link: `<${next}>; rel="next"` } }),
    };
  }
}

/** 406 when the Accept field allows no representation of a collection. */
export function refuseAccept({ accept }: Incoming): Refusal | undefined {
  if (negotiateMediaType(accept, MEDIA_TYPES) !== undefined) return undefined;
  return refuse(
    'not-acceptable',
    `A collection is ${MEDIA_TYPES.join(' or ')}, and the Accept field excludes that.`,
    {
      available: MEDIA_TYPES,
    },
  );
}

/** Names, settings and numbers of documents decide what the list of collections shows. */
function digest(all: readonly CollectionHead[]): string {
  const hash = createHash('sha256');
  for (const { name, revision, updatedAt, documents } of all) {
    hash.update(`${name} ${revision}.${updatedAt} ${documents}\n`);
  }
  return hash.digest('base64url').slice(0, 27);
}
