import { Inject, Injectable } from '@nestjs/common';
import type { WriteRequest } from '../http/index.js';
import type { CollectionName, DocumentKey } from '../store/index.js';
import type { Planner } from './guarded-write.js';
import { PatchDocuments } from './patch-documents.js';
import { PostDocuments } from './post-documents.js';
import { PutDocuments } from './put-documents.js';
import { RemoveDocuments } from './remove-documents.js';

/** A write of one document, by what it is sent to. */
export type DocumentWrite =
  | { readonly method: 'POST'; readonly collection: CollectionName }
  | { readonly method: 'PUT' | 'PATCH' | 'DELETE'; readonly key: DocumentKey };

/** The writes of documents as parts of something bigger: judged and planned by the same rules, and left to commit. */
@Injectable()
export class DocumentWrites {
  constructor(
    @Inject(PostDocuments) private readonly posts: PostDocuments,
    @Inject(PutDocuments) private readonly puts: PutDocuments,
    @Inject(PatchDocuments) private readonly patches: PatchDocuments,
    @Inject(RemoveDocuments) private readonly removals: RemoveDocuments,
  ) {}

  /** How `request` is judged and planned; it must have the method that `write` says. */
  planner(write: DocumentWrite, request: WriteRequest): Planner {
    switch (write.method) {
      case 'POST':
        return this.posts.planner(write.collection, request);
      case 'PUT':
        return this.puts.planner(write.key, request);
      case 'PATCH':
        return this.patches.planner(write.key, request);
      case 'DELETE':
        return this.removals.planner(write.key, request);
      default:
        return write satisfies never;
    }
  }
}
