import { Controller, Inject, Post } from '@nestjs/common';
import { type Incoming, type Outcome, Request } from '../http/index.js';
import type { CollectionName, DocumentId } from '../store/index.js';
import { MergeDocuments } from './merge-documents.js';
import { Collection, Id } from './parameters.js';

/** `…/documents/{id}/merge`. */
@Controller('v1/collections/:collection/documents/:id/merge')
export class MergesController {
  constructor(@Inject(MergeDocuments) private readonly merges: MergeDocuments) {}

  @Post()
  merge(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.merges.merge({ collection, id }, incoming);
  }
}
