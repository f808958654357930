// The feature "changes": a collection's feed of changes, as pages and as a stream.
// Imports conditional/, representation/, store/ and http/; no storage, no other feature's inside.
import { Module } from '@nestjs/common';
import { ChangesController } from './changes.controller.js';
import { ReadChanges } from './read-changes.js';
import { StreamChanges } from './stream-changes.js';

@Module({ controllers: [ChangesController], providers: [ReadChanges, StreamChanges] })
export class ChangesModule {}
