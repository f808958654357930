import { refuse, type Refusal } from '../http/index.js';
import { timestamp } from '../representation/index.js';
import type {
  CollectionName,
  DocumentHead,
  DocumentKey,
  LostPosition,
  Missing,
  Unindexed,
} from '../store/index.js';
import { refuseLostPosition } from './list-query.js';

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

/** Why there is no list: its collection is missing, the fields need an index, or the page's place is lost. */
export function refuseList(collection: CollectionName, state: Missing | Unindexed | LostPosition): Refusal {
  if (state.kind === 'lost-position') return refuseLostPosition();
  if (state.kind !== 'unindexed') return refuseMissing({ collection }, state);
  const names = state.fields.map(({ name }) => JSON.stringify(name)).join(', ');
  const building = state.fields.filter((field) => field.building !== undefined);
  const advice =
    building.length === state.fields.length
      ? 'The index is being built: try again in a moment.'
      : `Declare them in the collection's settings: { "indexes": [${names}] }.`;
  return refuse(
    'index-required',
    `More than ${state.limit} documents would have to be looked at for ${names}. ${advice}`,
    { indexes: state.fields },
  );
}

function gone(
  detail: string,
  { updatedAt, revision }: Pick<DocumentHead, 'updatedAt' | 'revision'>,
): Refusal {
  return refuse('gone', detail, { deletedAt: timestamp(updatedAt), revision });
}
