import { createHash } from 'node:crypto';
import {
  DUMPED_BYTES,
  type DumpedAttachment,
  type DumpedAttachmentChange,
  type DumpedBytes,
} from '../../../store/index.js';

/** Checks one attachment: its changes lead to its head, its bytes have its digest. A method returns what is wrong. */
export class AttachmentCheck {
  readonly #hash = createHash('sha256');
  #size = 0;
  #ended = false;
  #last: DumpedAttachmentChange | undefined;

  /** Changes up to `prunedThrough` may have gone. */
  constructor(
    readonly head: DumpedAttachment,
    private readonly prunedThrough: number,
  ) {}

  takeChange(record: DumpedAttachmentChange): string | undefined {
    const last = this.#last;
    this.#last = record;
    if (last !== undefined && record.revision <= last.revision) return 'its changes are not in order';
    return record.revision > this.head.revision ? 'a change is newer than its state' : undefined;
  }

  takeBytes({ bytes }: DumpedBytes): string | undefined {
    if (this.#ended || bytes.length === 0 || bytes.length > DUMPED_BYTES) return 'its bytes are cut wrongly';
    this.#ended = bytes.length < DUMPED_BYTES;
    this.#size += bytes.length;
    this.#hash.update(bytes);
    return undefined;
  }

  end(): string | undefined {
    const { head } = this;
    if (head.sequence > this.prunedThrough) {
      const { revision, sequence, createdAt, at, size, operation } = this.#last ?? {};
      const made = { revision, sequence, createdAt, updatedAt: at, size };
      const same = Object.entries(made).every(([name, value]) => head[name as keyof typeof made] === value);
      if (!same || head.deleted !== (operation === 'delete')) return 'its last change is not its state';
    }
    if (this.#size !== head.size || (head.upload === null) !== (head.size === 0)) {
      return `it has ${this.#size} bytes instead of ${head.size}`;
    }
    const digest = head.deleted ? '' : this.#hash.digest('base64');
    return head.digest === digest ? undefined : 'its bytes do not have its digest';
  }
}
