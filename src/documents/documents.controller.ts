import { Controller, Delete, Get, Inject, Patch, Post, Put } from '@nestjs/common';
import { type Incoming, type Outcome, Request } from '../http/index.js';
import { type CollectionName, type DocumentId } from '../store/index.js';
import { ListDocuments } from './list-documents.js';
import { Collection, Id } from './parameters.js';
import { PatchDocuments } from './patch-documents.js';
import { PostDocuments } from './post-documents.js';
import { PutDocuments } from './put-documents.js';
import { ReadDocuments } from './read-documents.js';
import { RemoveDocuments } from './remove-documents.js';

/** `/v1/collections/{collection}/documents` and what is below it. */
@Controller('v1/collections/:collection/documents')
export class DocumentsController {
  constructor(
    @Inject(ListDocuments) private readonly lists: ListDocuments,
    @Inject(ReadDocuments) private readonly reads: ReadDocuments,
    @Inject(PostDocuments) private readonly posts: PostDocuments,
    @Inject(PutDocuments) private readonly puts: PutDocuments,
    @Inject(PatchDocuments) private readonly patches: PatchDocuments,
    @Inject(RemoveDocuments) private readonly removals: RemoveDocuments,
  ) {}

  @Get()
  list(@Collection() collection: CollectionName, @Request() incoming: Incoming): Promise<Outcome> {
    return this.lists.list(collection, incoming);
  }

  @Post()
  post(@Collection() collection: CollectionName, @Request() incoming: Incoming): Promise<Outcome> {
    return this.posts.post(collection, incoming);
  }

  @Get(':id')
  read(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.reads.read({ collection, id }, incoming);
  }

  @Put(':id')
  put(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.puts.put({ collection, id }, incoming);
  }

  @Patch(':id')
  patch(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.patches.patch({ collection, id }, incoming);
  }

  @Delete(':id')
  remove(
    @Collection() collection: CollectionName,
    @Id() id: DocumentId,
    @Request() incoming: Incoming,
  ): Promise<Outcome> {
    return this.removals.remove({ collection, id }, incoming);
  }
}
