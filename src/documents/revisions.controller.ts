import { Controller, Get, Inject } from '@nestjs/common';
import { type Incoming, type Outcome, Request } from '../http/index.js';
import type { CollectionName, DocumentId, Revision } from '../store/index.js';
import { ListRevisions } from './list-revisions.js';
import { Collection, Id, Numbered } from './parameters.js';
import { ReadRevisions } from './read-revisions.js';

/** `…/documents/{id}/revisions` and each revision below it. */
@Controller('v1/collections/:collection/documents/:id/revisions')
export class RevisionsController {
  constructor(
    @Inject(ListRevisions) private readonly lists: ListRevisions,
    @Inject(ReadRevisions) private readonly reads: ReadRevisions,
  ) {}

  @Get()
  list(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.lists.list({ collection, id }, incoming);
  }

  @Get(':revision')
  read(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Numbered() revision: Revision,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.reads.read({ collection, id }, revision, incoming);
  }
}
