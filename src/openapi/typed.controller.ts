import { Controller, Get, Inject, Param } from '@nestjs/common';
import { requireLive } from '../collections/index.js';
import { type Incoming, NamePipe, type Outcome, Request } from '../http/index.js';
import { isJsonObject, parseJson } from '../json/index.js';
import {
  COLLECTION_NAME_RULE,
  COLLECTION_STORE,
  type CollectionHead,
  type CollectionName,
  type CollectionReader,
  parseCollectionName,
} from '../store/index.js';
import type { Schema } from './description/model.js';
import type { DialectName } from './dialects/index.js';
import { Documents } from './documents.js';
import { OPENAPI_TYPE } from './openapi.controller.js';
import { readEnvelope, serveText } from './serve-text.js';

const Name = () => Param('collection', new NamePipe(parseCollectionName, COLLECTION_NAME_RULE));

/** The documents of one collection, typed by its schema. */
@Controller('v1/collections/:collection')
export class TypedController {
  constructor(
    @Inject(COLLECTION_STORE) private readonly store: CollectionReader,
    @Inject(Documents) private readonly documents: Documents,
  ) {}

  @Get('openapi.json')
  current(@Name() name: CollectionName, @Request() incoming: Incoming): Promise<Outcome> {
    return this.#answer(name, '3.1', incoming);
  }

  @Get('openapi-3.0.json')
  older(@Name() name: CollectionName, @Request() incoming: Incoming): Promise<Outcome> {
    return this.#answer(name, '3.0', incoming);
  }

  async #answer(name: CollectionName, dialect: DialectName, incoming: Incoming): Promise<Outcome> {
    const live = requireLive(name, await this.store.read(name));
    const envelope = readEnvelope(incoming, OPENAPI_TYPE);
    if (envelope.kind === 'refused') return envelope;
    if (live.kind === 'refused') return live;
    const { head } = live;
    return serveText(
      {
        mediaType: OPENAPI_TYPE,
        // It depends on the settings and on what this program makes of any: the digest of the general one stands for that.
        digest: `${head.revision}.${head.updatedAt.toString(36)}.${this.documents.general(dialect).digest}`,
        text: () => this.documents.typed(name, schemaOf(head), dialect),
        freshness: 'revalidate',
      },
      envelope.coding,
      incoming,
    );
  }
}

/** The schema that the settings name; they were checked when they were stored. */
function schemaOf({ settings }: CollectionHead): Schema | null {
  const parsed = parseJson(settings);
  const schema = isJsonObject(parsed) ? parsed['schema'] : undefined;
  return schema !== undefined && isJsonObject(schema) ? schema : null;
}
