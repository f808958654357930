import { Buffer } from 'node:buffer';
import { type Content, currentState, refuse, type Refusal } from '../http/index.js';
import { parseJson } from '../json/index.js';
import { timestamp } from '../representation/index.js';
import { type CollectionHead, type CollectionName, parseSettings } from '../store/index.js';

/** The representation of a collection: its settings, as they were sent. */
export function settingsContent(text: string): Content {
  return { mediaType: 'application/json', length: Buffer.byteLength(text), text: () => text };
}

/** 422 that names every fault of a settings object; undefined when it is valid. */
export function refuseSettings(text: string): Refusal | undefined {
  const result = parseSettings(parseJson(text) as Readonly<Record<string, unknown>>);
  if (result.kind === 'settings') return undefined;
  const list = result.errors.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
  return refuse('invalid-settings', `The settings were not stored: ${list}.`, { errors: result.errors });
}

/** The head if the collection is live; else 404 or 410. */
export function requireLive(
  name: CollectionName,
  head: CollectionHead | undefined,
): { readonly kind: 'live'; readonly head: CollectionHead } | Refusal {
  if (head === undefined) {
    return refuse(
      'collection-not-found',
      `The collection ${JSON.stringify(name)} does not exist. Make it: PUT it with "If-None-Match: *" and "{}".`,
    );
  }
  if (!head.deleted) return { kind: 'live', head };
  return refuse('gone', `The collection ${JSON.stringify(name)} was deleted.`, {
    deletedAt: timestamp(head.updatedAt),
    revision: head.revision,
  });
}

/** A collection as an item of the list of collections. The settings stand in it verbatim. */
export function collectionItem(head: CollectionHead): string {
  const members = JSON.stringify({
    name: head.name,
    revision: head.revision,
    etag: currentState(head).fields.ETag,
    createdAt: timestamp(head.createdAt),
    updatedAt: timestamp(head.updatedAt),
    documents: head.documents,
  });
  return `${members.slice(0, -1)},"settings":${head.settings}}`;
}
