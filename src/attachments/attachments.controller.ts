import { Controller, Delete, Get, Inject, Param, Put } from '@nestjs/common';
import { type Incoming, NamePipe, type Outcome, Request } from '../http/index.js';
import {
  ATTACHMENT_NAME_RULE,
  type AttachmentName,
  COLLECTION_NAME_RULE,
  type CollectionName,
  DOCUMENT_ID_RULE,
  type DocumentId,
  parseAttachmentName,
  parseCollectionName,
  parseDocumentId,
} from '../store/index.js';
import { ListAttachments } from './list-attachments.js';
import { PutAttachments } from './put-attachments.js';
import { ReadAttachments } from './read-attachments.js';
import { RemoveAttachments } from './remove-attachments.js';

const Collection = () => Param('collection', new NamePipe(parseCollectionName, COLLECTION_NAME_RULE));
const Id = () => Param('id', new NamePipe(parseDocumentId, DOCUMENT_ID_RULE));
const Name = () => Param('name', new NamePipe(parseAttachmentName, ATTACHMENT_NAME_RULE));

/** `…/documents/{id}/attachments` and each attachment below it. */
@Controller('v1/collections/:collection/documents/:id/attachments')
export class AttachmentsController {
  constructor(
    @Inject(ListAttachments) private readonly lists: ListAttachments,
    @Inject(ReadAttachments) private readonly reads: ReadAttachments,
    @Inject(PutAttachments) private readonly puts: PutAttachments,
    @Inject(RemoveAttachments) private readonly removals: RemoveAttachments,
  ) {}

  @Get()
  list(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.lists.list({ collection, id }, incoming);
  }

  @Get(':name')
  read(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Name() name: AttachmentName,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.reads.read({ collection, id, name }, incoming);
  }

  @Put(':name')
  put(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Name() name: AttachmentName,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.puts.put({ collection, id, name }, incoming);
  }

  @Delete(':name')
  remove(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Name() name: AttachmentName,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.removals.remove({ collection, id, name }, incoming);
  }
}
