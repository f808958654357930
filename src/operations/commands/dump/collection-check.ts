import type {
  DumpedAttachment,
  DumpedCollection,
  DumpedDocument,
  DumpedRevision,
} from '../../../store/index.js';
import { AttachmentCheck } from './attachment-check.js';
import { ChangeCount } from './change-count.js';
import { DocumentCheck } from './document-check.js';
import { SequenceSet } from './sequence-set.js';

/**
 * Checks one collection: its counters count what is there, and every change behind what was pruned stands in the feed
 * exactly once, unless it went with a purged document. A method returns what is wrong.
 */
export class CollectionCheck {
  readonly #sequences = new SequenceSet();
  readonly #changes: ChangeCount;
  #live = 0;
  document: DocumentCheck | undefined;
  attachment: AttachmentCheck | undefined;

  constructor(readonly head: DumpedCollection) {
    this.#changes = new ChangeCount(head.prunedThrough);
  }

  beginDocument(head: DumpedDocument): string | undefined {
    const fault = this.endDocument();
    if (fault !== undefined) return fault;
    this.document = new DocumentCheck(head);
    if (!head.deleted) this.#live++;
    return undefined;
  }

  beginAttachment(head: DumpedAttachment): string | undefined {
    const fault = this.#endAttachment();
    if (fault !== undefined) return fault;
    this.attachment = new AttachmentCheck(head, this.head.prunedThrough);
    return this.document?.head.deleted && !head.deleted ? 'it has an attachment and is deleted' : undefined;
  }

  takeSequence(sequence: number): string | undefined {
    if (sequence < 1 || sequence > this.head.sequence)
      return `there is no change ${sequence} of the collection`;
    if (!this.#sequences.add(sequence)) return `change ${sequence} of the collection comes twice`;
    this.#changes.add(sequence);
    return undefined;
  }

  /** Takes a revision of the document. */
  takeRevision(record: DumpedRevision): string | undefined {
    if (record.operation === 'purge') this.#changes.addPurge();
    return this.document?.take(record) ?? this.takeSequence(record.sequence);
  }

  endDocument(): string | undefined {
    const fault = this.#endAttachment() ?? this.document?.end();
    if (fault === undefined) this.document = undefined;
    return fault;
  }

  end(): string | undefined {
    const { sequence, documents, deleted } = this.head;
    if (this.#live !== documents || (deleted && documents > 0)) {
      return `it has ${this.#live} documents and counts ${documents}`;
    }
    const missing = this.#changes.missing(sequence);
    return missing === 0 ? undefined : `${missing} changes of it are missing`;
  }

  #endAttachment(): string | undefined {
    const fault = this.attachment?.end();
    if (fault === undefined) {
      this.attachment = undefined;
      return undefined;
    }
    return `attachment ${JSON.stringify(this.attachment?.head.name)}: ${fault}`;
  }
}
