import type { DumpRecord } from '../../../store/index.js';
import { CollectionCheck } from './collection-check.js';
import { type DumpCounts, noCounts } from './counts.js';
import { DumpFault } from './fault.js';

/**
 * Checks that the records of a whole store come in order and fit together, while they go by: heads with revisions,
 * counters with what they count, the feed without a gap, bytes with their digests. What only a look at everything would
 * tell, that no key comes twice, is for the database that takes them.
 */
export class DumpCheck {
  readonly #counts = noCounts();
  #collection: CollectionCheck | undefined;

  /** Throws a DumpFault when `record` does not fit what came before. */
  take(record: DumpRecord): void {
    this.#refuse(this.#judge(record));
    this.#counts[record.kind] += record.kind === 'bytes' ? record.bytes.length : 1;
  }

  /** To be called after the last record. Throws a DumpFault when something is missing. */
  end(): DumpCounts {
    this.#refuse(this.#endCollection());
    return { ...this.#counts };
  }

  #judge(record: DumpRecord): string | undefined {
    const collection = this.#collection;
    switch (record.kind) {
      case 'collection': {
        const fault = this.#endCollection();
        if (fault === undefined) this.#collection = new CollectionCheck(record);
        return fault;
      }
      case 'document':
        return collection === undefined ? misplaced(record) : collection.beginDocument(record);
      case 'revision':
        if (collection?.document === undefined || collection.attachment !== undefined)
          return misplaced(record);
        return collection.takeRevision(record);
      case 'attachment':
        return collection?.document === undefined ? misplaced(record) : collection.beginAttachment(record);
      case 'attachment-change':
        if (collection?.attachment === undefined) return misplaced(record);
        return collection.attachment.takeChange(record) ?? collection.takeSequence(record.sequence);
      case 'bytes':
        return collection?.attachment === undefined
          ? misplaced(record)
          : collection.attachment.takeBytes(record);
      case 'answer':
        return this.#endCollection();
      default:
        return record satisfies never;
    }
  }

  #endCollection(): string | undefined {
    const collection = this.#collection;
    const fault = collection?.endDocument() ?? collection?.end();
    if (fault === undefined) this.#collection = undefined;
    return fault;
  }

  /** Says where the fault is. */
  #refuse(fault: string | undefined): void {
    if (fault === undefined) return;
    const collection = this.#collection;
    const document = collection?.document;
    const place = [collection?.head.name, document?.head.id].filter((name) => name !== undefined).join('/');
    throw new DumpFault(place === '' ? fault : `${place}: ${fault}`);
  }
}

function misplaced({ kind }: DumpRecord): string {
  return `a record "${kind}" stands where none may be`;
}
