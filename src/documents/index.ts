// The feature "documents": use cases from a request to an outcome, and the thin controller in front of them.
// Imports conditional/, json/, representation/, store/ and http/; no storage, no other feature's inside.
import { Module } from '@nestjs/common';
import { DocumentWrites } from './document-writes.js';
import { DocumentsController } from './documents.controller.js';
import { GuardedWrite } from './guarded-write.js';
import { ListDocuments } from './list-documents.js';
import { ListRevisions } from './list-revisions.js';
import { MergeDocuments } from './merge-documents.js';
import { MergesController } from './merges.controller.js';
import { PatchDocuments } from './patch-documents.js';
import { PostDocuments } from './post-documents.js';
import { PurgeDocuments } from './purge-documents.js';
import { PutDocuments } from './put-documents.js';
import { ReadDocuments } from './read-documents.js';
import { ReadRevisions } from './read-revisions.js';
import { RemoveDocuments } from './remove-documents.js';
import { DocumentShortcut } from './shortcut.js';
import { RevisionsController } from './revisions.controller.js';

export { DocumentWrites, type DocumentWrite } from './document-writes.js';
export type { DocumentPlan, Planner } from './guarded-write.js';
export { refuseAccept } from './read-documents.js';
export { DocumentShortcut };

@Module({
  controllers: [DocumentsController, RevisionsController, MergesController],
  providers: [
    DocumentWrites,
    GuardedWrite,
    ListDocuments,
    ListRevisions,
    MergeDocuments,
    PatchDocuments,
    PostDocuments,
    PurgeDocuments,
    PutDocuments,
    ReadDocuments,
    ReadRevisions,
    RemoveDocuments,
    DocumentShortcut,
  ],
  exports: [DocumentWrites],
})
export class DocumentsModule {}
