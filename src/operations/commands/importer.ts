import { Buffer } from 'node:buffer';
import { v7 as uuid } from 'uuid';
import {
  acceptDocument,
  compileSchema,
  type DocumentSchema,
  type JsonObject,
  parseJson,
} from '../../json/index.js';
import {
  type CollectionHead,
  type CollectionName,
  DOCUMENT_ID_RULE,
  type DocumentChange,
  type DocumentId,
  type DocumentStore,
  parseDocumentId,
  parseSettings,
  type Revision,
  type WriteSnapshot,
} from '../../store/index.js';
import { rawMember } from './element-splitter.js';
import type { InputRecord } from './records.js';
import { trimmed } from './white-space.js';

/** How records become documents. */
export interface ImportOptions {
  readonly collection: CollectionName;
  /** The member whose value is the id; undefined: ids are made. */
  readonly idMember: string | undefined;
  /** Records are what export writes: the id and the document are members. */
  readonly items: boolean;
  /** Documents that exist are replaced instead of skipped. */
  readonly replace: boolean;
  /** Largest document in bytes. */
  readonly limit: number;
  /** Levels of nesting in a document. */
  readonly maxDepth: number;
}

const ROUNDS = 8;
/** For the frame around a document; the document itself is held to the limits. */
const ANY_SIZE = { maxBytes: Infinity, maxDepth: Infinity };

/** Takes records one by one and keeps count. A bad record is reported and the others go on. */
export class Importer {
  readonly counts = { created: 0, replaced: 0, skipped: 0, refused: 0 };
  #schema: { readonly settings: Revision; readonly schema: DocumentSchema | null } | undefined;
  readonly #underway = new Map<DocumentId, Promise<void>>();

  constructor(
    private readonly store: DocumentStore,
    private readonly options: ImportOptions,
    private readonly print: (line: string) => void = (line) => process.stderr.write(line),
  ) {}

  /**
   * Stores one record; resolves when it is durable, skipped or refused. Several may be under way together: those of
   * one id are stored in the order of the calls.
   */
  async take({ bytes, number }: InputRecord): Promise<void> {
    const where = `record ${number}`;
    const { limit } = this.options;
    if (bytes === undefined)
      return this.complain(`${where} is larger than a document may be: ${limit} bytes`);
    if (bytes.length === 0) return this.complain(`${where} is empty`);
    const found = this.#read(bytes);
    if ('fault' in found) return this.complain(`${where}${found.fault}`);
    const turn = this.#afterTheSame(found.id, () => this.#store(found.id, found.text, where));
    this.#underway.set(found.id, turn);
    await turn;
    if (this.#underway.get(found.id) === turn) this.#underway.delete(found.id);
  }

  /** Reports something that was not imported. */
  complain(text: string): void {
    this.counts.refused++;
    this.print(`${text}\n`);
  }

  async #afterTheSame(id: DocumentId, store: () => Promise<void>): Promise<void> {
    await this.#underway.get(id);
    await store();
  }

  /** The document in a record and its id, or what is wrong with the record. */
  #read(record: Buffer): { readonly id: DocumentId; readonly text: string } | { readonly fault: string } {
    const { items, limit, maxDepth, idMember } = this.options;
    // The whole item is judged first: a member that stands twice would be read in two ways.
    const item = items ? acceptDocument(record, ANY_SIZE) : undefined;
    if (item?.kind === 'refused') return { fault: `: ${item.fault.detail}` };
    const document = items ? rawMember(record, 'data') : record;
    if (document === undefined) return { fault: ' is no item: it needs the members "id" and "data"' };
    const accepted = acceptDocument(trimmed(document), { maxBytes: limit, maxDepth });
    if (accepted.kind === 'refused') return { fault: `: ${accepted.fault.detail}` };
    const id = readId(record, items ? 'id' : idMember);
    if (id === undefined) return { fault: ` has no usable id: ${DOCUMENT_ID_RULE}` };
    return { id, text: accepted.text };
  }

  async #store(id: DocumentId, text: string, where: string): Promise<void> {
    const key = { collection: this.options.collection, id };
    for (let round = 0; round < ROUNDS; round++) {
      const snapshot = await this.store.inspect(key);
      if (snapshot.kind !== 'open') return this.complain(`${where}: the collection was deleted meanwhile`);
      const operation = await this.#plan(key, snapshot, text);
      if (operation === undefined) {
        this.counts.skipped++;
        return;
      }
      const [fault] = this.#schemaOf(snapshot.collection)?.check(text) ?? [];
      if (fault !== undefined) {
        const place = fault.pointer || 'the document';
        return this.complain(`${where}: it breaks the schema of the collection: ${place} ${fault.message}`);
      }
      const expected = { revision: snapshot.head?.revision ?? null, settings: snapshot.collection.revision };
      const result = await this.store.commit({ key, operation, text, author: null, expected });
      if (result.kind === 'committed') {
        this.counts[operation === 'create' ? 'created' : 'replaced']++;
        return;
      }
    }
    this.complain(`${where}: ${id} changes too fast to be replaced`);
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
    if (!this.options.replace) return undefined;
    const same =
      head.size === Buffer.byteLength(text) && (await this.store.text(key, head.revision)) === text;
    return same ? undefined : 'replace';
  }
}

/** The id in member `name` of an accepted record, or one that is made when no member is named. */
function readId(record: Buffer, name: string | undefined): DocumentId | undefined {
  if (name === undefined) return uuid() as DocumentId;
  const value = parseJson(rawMember(record, name)?.toString() ?? 'null');
  return typeof value === 'string' || typeof value === 'number' ? parseDocumentId(String(value)) : undefined;
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
