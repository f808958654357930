import { Controller, Get, Inject, Param } from '@nestjs/common';
import { type Incoming, NamePipe, type Outcome, Request } from '../http/index.js';
import { COLLECTION_NAME_RULE, type CollectionName, parseCollectionName } from '../store/index.js';
import { ReadChanges } from './read-changes.js';

const Collection = () => Param('collection', new NamePipe(parseCollectionName, COLLECTION_NAME_RULE));

/** `/v1/collections/{collection}/changes`. */
@Controller('v1/collections/:collection/changes')
export class ChangesController {
  constructor(@Inject(ReadChanges) private readonly changes: ReadChanges) {}

  @Get()
  read(@Collection() collection: CollectionName, @Request() incoming: Incoming): Promise<Outcome> {
    return this.changes.read(collection, incoming);
  }
}
