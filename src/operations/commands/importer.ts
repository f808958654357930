import type { Buffer } from 'node:buffer';
import { v7 as uuid } from 'uuid';
import { acceptDocument, parseJson } from '../../json/index.js';
import { DOCUMENT_ID_RULE, type DocumentId, parseDocumentId } from '../../store/index.js';
import type { Destination } from './destination.js';
import { rawMember } from './element-splitter.js';
import type { InputRecord } from './records.js';
import { trimmed } from './white-space.js';

/** How records become documents. */
export interface ImportOptions {
  /** The member whose value is the id; undefined: ids are made. */
  readonly idMember: string | undefined;
  /** Records are what export writes: the id and the document are members. */
  readonly items: boolean;
  /** Largest document in bytes. */
  readonly limit: number;
  /** Levels of nesting in a document. */
  readonly maxDepth: number;
}

/** For the frame around a document; the document itself is held to the limits. */
const ANY_SIZE = { maxBytes: Infinity, maxDepth: Infinity };

/** Takes records one by one and keeps count. A bad record is reported and the others go on. */
export class Importer {
  readonly counts = { created: 0, replaced: 0, skipped: 0, refused: 0 };
  readonly #underway = new Map<DocumentId, Promise<void>>();

  constructor(
    private readonly destination: Destination,
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
    const stored = await this.destination.store(id, text);
    if (typeof stored === 'string') this.counts[stored]++;
    else this.complain(`${where}: ${stored.fault}`);
  }
}

/** The id in member `name` of an accepted record, or one that is made when no member is named. */
function readId(record: Buffer, name: string | undefined): DocumentId | undefined {
  if (name === undefined) return uuid() as DocumentId;
  const value = parseJson(rawMember(record, name)?.toString() ?? 'null');
  return typeof value === 'string' || typeof value === 'number' ? parseDocumentId(String(value)) : undefined;
}
