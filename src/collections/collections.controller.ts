import { Controller, Delete, Get, Inject, Param, Patch, Put } from '@nestjs/common';
import { type Incoming, NamePipe, type Outcome, Request } from '../http/index.js';
import { COLLECTION_NAME_RULE, type CollectionName, parseCollectionName } from '../store/index.js';
import { ListCollections } from './list-collections.js';
import { ReadCollections } from './read-collections.js';
import { WriteCollections } from './write-collections.js';

const Name = () => Param('collection', new NamePipe(parseCollectionName, COLLECTION_NAME_RULE));

/** `/v1/collections` and one collection below it. */
@Controller('v1/collections')
export class CollectionsController {
  constructor(
    @Inject(ListCollections) private readonly lists: ListCollections,
    @Inject(ReadCollections) private readonly reads: ReadCollections,
    @Inject(WriteCollections) private readonly writes: WriteCollections,
  ) {}

  @Get()
  list(@Request() incoming: Incoming): Promise<Outcome> {
    return this.lists.list(incoming);
  }

  @Get(':collection')
  read(@Name() name: CollectionName, @Request() incoming: Incoming): Promise<Outcome> {
    return this.reads.read(name, incoming);
  }

  @Put(':collection')
  put(@Name() name: CollectionName, @Request() incoming: Incoming): Promise<Outcome> {
    return this.writes.put(name, incoming);
  }

  @Patch(':collection')
  patch(@Name() name: CollectionName, @Request() incoming: Incoming): Promise<Outcome> {
    return this.writes.patch(name, incoming);
  }

  @Delete(':collection')
  remove(@Name() name: CollectionName, @Request() incoming: Incoming): Promise<Outcome> {
    return this.writes.remove(name, incoming);
  }
}
