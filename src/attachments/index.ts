// The feature "attachments": bytes of any type that belong to a document, with revisions of their own.
// Imports conditional/, json/, representation/, store/ and http/; no storage, no other feature's inside.
import { Module } from '@nestjs/common';
import { AttachmentsController } from './attachments.controller.js';
import { ListAttachments } from './list-attachments.js';
import { PutAttachments } from './put-attachments.js';
import { ReadAttachments } from './read-attachments.js';
import { RemoveAttachments } from './remove-attachments.js';

@Module({
  controllers: [AttachmentsController],
  providers: [ListAttachments, PutAttachments, ReadAttachments, RemoveAttachments],
})
export class AttachmentsModule {}
