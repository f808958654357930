// The feature "batch": several writes of documents in one transaction. Judges nothing itself: documents/ does.
// Imports conditional/, json/, representation/, store/, http/ and the front door of documents/; no storage.
import { Module } from '@nestjs/common';
import { DocumentsModule } from '../documents/index.js';
import { BatchController } from './batch.controller.js';
import { PerformBatch } from './perform-batch.js';

@Module({ imports: [DocumentsModule], controllers: [BatchController], providers: [PerformBatch] })
export class BatchModule {}
