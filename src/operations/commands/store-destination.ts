import { Buffer } from 'node:buffer';
import { compileSchema, type DocumentSchema, type JsonObject, parseJson } from '../../json/index.js';
import {
  type CollectionHead,
  type CollectionName,
  type DocumentChange,
  type DocumentId,
  type DocumentStore,
  parseSettings,
  type Revision,
  type WriteSnapshot,
} from '../../store/index.js';
import type { Destination, Stored } from './destination.js';

const ROUNDS = 8;

/** A collection of a store that this process has to itself. */
export class StoreDestination implements Destination {
  #schema: { readonly settings: Revision; readonly schema: DocumentSchema | null } | undefined;

  constructor(
    private readonly documents: DocumentStore,
    private readonly collection: CollectionName,
    /** Whether documents that exist are replaced instead of skipped. */
    private readonly replace: boolean,
  ) {}

  async store(id: DocumentId, text: string): Promise<Stored> {
    const key = { collection: this.collection, id };
    for (let round = 0; round < ROUNDS; round++) {
      const snapshot = await this.documents.inspect(key);
      if (snapshot.kind !== 'open') return { fault: 'the collection was deleted meanwhile' };
      const operation = await this.#plan(key, snapshot, text);
      if (operation === undefined) return 'skipped';
      const [fault] = this.#schemaOf(snapshot.collection)?.check(text) ?? [];
      if (fault !== undefined) {
        const place = fault.pointer || 'the document';
        return { fault: `it breaks the schema of the collection: ${place} ${fault.message}` };
      }
      const expected = { revision: snapshot.head?.revision ?? null, settings: snapshot.collection.revision };
      const result = await this.documents.commit({ key, operation, text, author: null, expected });
      if (result.kind === 'committed') return operation === 'create' ? 'created' : 'replaced';
    }
    return { fault: `${id} changes too fast to be replaced` };
  }

  /** The compiled schema of the collection, made once per revision of its settings. */
  #schemaOf({ revision, settings }: CollectionHead): DocumentSchema | null {
    if (this.#schema?.settings !== revision) {
      this.#schema = { settings: revision, schema: compiledSchema(settings) };
    }
    return this.#schema.schema;
  }

  async #plan(
    key: DocumentChange['key'],
    { head }: Extract<WriteSnapshot, { kind: 'open' }>,
    text: string,
  ): Promise<'create' | 'replace' | undefined> {
    if (head === undefined || head.deleted) return 'create';
    if (!this.replace) return undefined;
    const same =
      head.size === Buffer.byteLength(text) && (await this.documents.text(key, head.revision)) === text;
    return same ? undefined : 'replace';
  }
}

/** The schema that stored settings ask for; null when there is none. */
function compiledSchema(settings: string): DocumentSchema | null {
  const parsed = parseSettings(parseJson(settings) as Readonly<Record<string, unknown>>);
  if (parsed.kind !== 'settings') throw new Error('the stored settings of the collection are not valid');
  if (parsed.settings.schema === null) return null;
  const result = compileSchema(parsed.settings.schema as JsonObject);
  if (result.kind === 'invalid') throw new Error('the stored schema of the collection is not valid');
  return result.schema;
}
