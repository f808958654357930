import { Buffer } from 'node:buffer';
import { type DumpedDocument, type DumpedRevision, isRemoval } from '../../../store/index.js';

/** Checks one document: its revisions lead without a gap to its head. A method returns what is wrong. */
export class DocumentCheck {
  #last: DumpedRevision | undefined;

  constructor(readonly head: DumpedDocument) {}

  take(record: DumpedRevision): string | undefined {
    const last = this.#last;
    this.#last = record;
    if (last !== undefined && record.revision !== last.revision + 1)
      return `no revision follows ${last.revision}`;
    if (last !== undefined && record.at <= last.at)
      return `revision ${record.revision} is not later than its parent`;
    if ((record.text === null) !== isRemoval(record.operation)) {
      return `revision ${record.revision} has no text, or should have none`;
    }
    return undefined;
  }

  end(): string | undefined {
    const { head } = this;
    const last = this.#last;
    if (last === undefined) return 'it has no revision';
    const { revision, sequence, createdAt, at, text } = last;
    const made = { revision, sequence, createdAt, updatedAt: at };
    const size = text === null ? 0 : Buffer.byteLength(text);
    const same = Object.entries(made).every(([name, value]) => head[name as keyof typeof made] === value);
    if (!same || head.size !== size || head.deleted !== (text === null))
      return 'its last revision is not its state';
    return (head.previousAt === null) === (head.revision === 1 || last.operation === 'purge')
      ? undefined
      : 'its times do not fit its revision';
  }
}
