import { Buffer } from 'node:buffer';
import { v7 as uuid } from 'uuid';
import { acceptDocument, type JsonValue, isJsonObject, parseJson } from '../../json/index.js';
import {
  type CollectionName,
  DOCUMENT_ID_RULE,
  type DocumentChange,
  type DocumentId,
  type DocumentStore,
  parseDocumentId,
  type WriteSnapshot,
} from '../../store/index.js';
import { rawMember } from './element-splitter.js';
import type { InputRecord } from './records.js';

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
}

const ROUNDS = 8;

/** Takes records one by one and keeps count. A bad record is reported and the others go on. */
export class Importer {
  readonly counts = { created: 0, replaced: 0, skipped: 0, refused: 0 };

  constructor(
    private readonly store: DocumentStore,
    private readonly options: ImportOptions,
    private readonly print: (line: string) => void = (line) => process.stderr.write(line),
  ) {}

  /** Stores one record; resolves when it is durable, skipped or refused. */
  async take({ bytes, number }: InputRecord): Promise<void> {
    const where = `record ${number}`;
    const document = this.options.items ? this.#member(bytes) : bytes;
    if (document === undefined)
      return this.complain(`${where} is no item: it needs the members "id" and "data"`);
    const accepted = acceptDocument(document, { maxBytes: this.options.limit, maxDepth: 128 });
    if (accepted.kind === 'refused') return this.complain(`${where}: ${accepted.fault.detail}`);
    const id = this.#id(parseJson(this.options.items ? bytes.toString() : accepted.text));
    if (id === undefined) return this.complain(`${where} has no usable id: ${DOCUMENT_ID_RULE}`);
    await this.#store(id, accepted.text.trim(), where);
  }

  /** Reports something that was not imported. */
  complain(text: string): void {
    this.counts.refused++;
    this.print(`${text}\n`);
  }

  #member(bytes: Buffer): Buffer | undefined {
    try {
      return rawMember(bytes, 'data');
    } catch {
      return undefined;
    }
  }

  #id(record: JsonValue): DocumentId | undefined {
    const member = this.options.items ? 'id' : this.options.idMember;
    if (member === undefined) return uuid() as DocumentId;
    if (!isJsonObject(record) || !Object.hasOwn(record, member)) return undefined;
    const value = record[member];
    return typeof value === 'string' || typeof value === 'number'
      ? parseDocumentId(String(value))
      : undefined;
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
      const expected = { revision: snapshot.head?.revision ?? null, settings: snapshot.collection.revision };
      const result = await this.store.commit({ key, operation, text, author: null, expected });
      if (result.kind === 'committed') {
        this.counts[operation === 'create' ? 'created' : 'replaced']++;
        return;
      }
    }
    this.complain(`${where}: ${id} changes too fast to be replaced`);
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
