import { refuse, type Refusal } from '../http/index.js';
import { timestamp } from '../representation/index.js';
import type { DocumentHead, DocumentKey, Missing } from '../store/index.js';

/** 404 or 410 that says what is missing: the document, or already its collection. */
export function refuseMissing(
  key: Pick<DocumentKey, 'collection'> & Partial<DocumentKey>,
  missing: Missing,
): Refusal {
  const collection = `collection ${JSON.stringify(key.collection)}`;
  const document = `document ${JSON.stringify(key.id)} of ${collection}`;
  switch (missing.kind) {
    case 'collection-absent':
      return refuse(
        'collection-not-found',
        `The ${collection} does not exist. Make it first: PUT it with "If-None-Match: *" and "{}".`,
      );
    case 'collection-deleted':
      return gone(`The ${collection} was deleted, and what was in it with it.`, missing.collection);
    case 'absent':
      return refuse('document-not-found', `There is no ${document}.`);
    case 'deleted':
      return gone(`The ${document} was deleted.`, missing.head);
    default:
      return missing satisfies never;
  }
}

function gone(
  detail: string,
  { updatedAt, revision }: Pick<DocumentHead, 'updatedAt' | 'revision'>,
): Refusal {
  return refuse('gone', detail, { deletedAt: timestamp(updatedAt), revision });
}
