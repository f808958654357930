// The feature "collections": what holds documents, and its settings.
// Imports conditional/, json/, representation/, store/ and http/; no storage, no other feature's inside.
import { Module } from '@nestjs/common';
import { CollectionsController } from './collections.controller.js';
import { ListCollections } from './list-collections.js';
import { ReadCollections } from './read-collections.js';
import { WriteCollections } from './write-collections.js';

export { requireLive } from './collection-content.js';

@Module({
  controllers: [CollectionsController],
  providers: [ListCollections, ReadCollections, WriteCollections],
})
export class CollectionsModule {}
