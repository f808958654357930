import { refuse, type Refusal } from '../http/index.js';
import { timestamp } from '../representation/index.js';
import type { AttachmentKey, DocumentKey, MissingAttachment } from '../store/index.js';

/** 404 or 410 that says what is missing: the attachment, or already its document or collection. */
export function refuseMissing(
  key: DocumentKey & Partial<AttachmentKey>,
  missing: MissingAttachment,
): Refusal {
  const collection = `collection ${JSON.stringify(key.collection)}`;
  const document = `document ${JSON.stringify(key.id)} of ${collection}`;
  const attachment = `attachment ${JSON.stringify(key.name)} of ${document}`;
  switch (missing.kind) {
    case 'collection-absent':
      return refuse(
        'collection-not-found',
        `The ${collection} does not exist. Make it first: PUT it with "If-None-Match: *" and "{}".`,
      );
    case 'collection-deleted':
      return gone(`The ${collection} was deleted, and what was in it with it.`, missing.collection);
    case 'absent':
      return refuse('document-not-found', `There is no ${document}: attachments belong to a document.`);
    case 'deleted':
      return gone(`The ${document} was deleted, and its attachments with it.`, missing.head);
    case 'attachment-absent':
      return refuse('attachment-not-found', `There is no ${attachment}.`);
    case 'attachment-deleted':
      return gone(`The ${attachment} was deleted.`, missing.attachment);
    default:
      return missing satisfies never;
  }
}

/** Whether already the collection is missing: that is said before what is wrong with a request. */
export function isOutside({ kind }: { readonly kind: string }): boolean {
  return kind === 'collection-absent' || kind === 'collection-deleted';
}

function gone(
  detail: string,
  { updatedAt, revision }: { readonly updatedAt: number; readonly revision: number },
): Refusal {
  return refuse('gone', detail, { deletedAt: timestamp(updatedAt), revision });
}
