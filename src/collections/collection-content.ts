import { Buffer } from 'node:buffer';
import { type Content, currentState, refuse, type Refusal } from '../http/index.js';
import {
  compileSchema,
  type DocumentSchema,
  isJsonObject,
  jsonEquals,
  type JsonObject,
  parseJson,
} from '../json/index.js';
import { timestamp } from '../representation/index.js';
import {
  type CollectionHead,
  type CollectionName,
  parseSettings,
  type SettingsFault,
} from '../store/index.js';

/** The representation of a collection: its settings, as they were sent. */
export function settingsContent(text: string): Content {
  return { mediaType: 'application/json', length: Buffer.byteLength(text), text: () => text };
}

/** The schema of settings that may be stored, null for none; or 422 that names every fault of them. */
export function readSettings(
  text: string,
): { readonly kind: 'settings'; readonly schema: NewSchema | null } | Refusal {
  const result = parseSettings(parseJson(text) as Readonly<Record<string, unknown>>);
  if (result.kind === 'invalid') return refuseSettings(result.errors);
  const source = result.settings.schema as JsonObject | null;
  if (source === null) return { kind: 'settings', schema: null };
  const compiled = compileSchema(source);
  if (compiled.kind === 'schema') return { kind: 'settings', schema: { source, compiled: compiled.schema } };
  return refuseSettings(
    compiled.errors.map(({ pointer, message }) => ({ pointer: `/schema${pointer}`, message })),
  );
}

/** A schema that a collection is to have. */
export interface NewSchema {
  /** As it was sent. */
  readonly source: JsonObject;
  readonly compiled: DocumentSchema;
}

/** Whether the stored settings have the same schema, as a JSON value: then every document is valid for it. */
export function hasSchema(head: CollectionHead, { source }: NewSchema): boolean {
  const settings = parseJson(head.settings);
  const stored = isJsonObject(settings) && Object.hasOwn(settings, 'schema') ? settings.schema : undefined;
  return stored !== undefined && jsonEquals(stored, source);
}

function refuseSettings(errors: readonly SettingsFault[]): Refusal {
  const list = errors.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
  return refuse('invalid-settings', `The settings were not stored: ${list}.`, { errors });
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
