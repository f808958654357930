import type { DumpedAttachment, DumpedCollection, DumpedDocument } from '../../../store/index.js';
import { AttachmentCheck } from './attachment-check.js';
import { DocumentCheck } from './document-check.js';
import { SequenceSet } from './sequence-set.js';

/**
 * Checks one collection: its counters count what is there, and every change behind what was pruned stands in the feed
 * exactly once. A method returns what is wrong.
 */
export class CollectionCheck {
  readonly #sequences = new SequenceSet();
  #complete = 0;
  #live = 0;
  document: DocumentCheck | undefined;
  attachment: AttachmentCheck | undefined;

  constructor(readonly head: DumpedCollection) {}

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
    if (sequence > this.head.prunedThrough) this.#complete++;
    return undefined;
  }

  endDocument(): string | undefined {
    const fault = this.#endAttachment() ?? this.document?.end();
    if (fault === undefined) this.document = undefined;
    return fault;
  }

  end(): string | undefined {
    const { sequence, prunedThrough, documents, deleted } = this.head;
    if (this.#live !== documents || (deleted && documents > 0)) {
      return `it has ${this.#live} documents and counts ${documents}`;
    }
    const missing = sequence - prunedThrough - this.#complete;
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
