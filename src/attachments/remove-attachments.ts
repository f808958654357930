import { Inject, Injectable } from '@nestjs/common';
import { Attempts, type Incoming, type Outcome, refuseFields, ServiceOptions } from '../http/index.js';
import { ATTACHMENT_STORE, type AttachmentKey, type AttachmentStore } from '../store/index.js';
import { judgeAttachment, requireOpen } from './judge-attachment.js';
import { isOutside, refuseMissing } from './refuse-missing.js';

/** DELETE of one attachment. A tombstone keeps its revision numbers going. */
@Injectable()
export class RemoveAttachments {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(ATTACHMENT_STORE) private readonly store: AttachmentStore,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** 204 when it is gone; 404 or 410 when it was not there. */
  remove(key: AttachmentKey, incoming: Incoming): Promise<Outcome> {
    return this.attempts.run(incoming, async () => {
      const snapshot = await this.store.inspect(key);
      if (snapshot.kind !== 'open' && isOutside(snapshot)) return refuseMissing(key, snapshot);
      const malformed = refuseFields(incoming);
      if (malformed !== undefined) return malformed;
      const open = requireOpen(key, snapshot);
      if (open.kind === 'refused') return open;
      const { attachment, collection } = open;
      if (attachment === undefined) return refuseMissing(key, { kind: 'attachment-absent' });
      if (attachment.deleted) return refuseMissing(key, { kind: 'attachment-deleted', attachment });
      const refusal = judgeAttachment(open, incoming, this.options);
      if (refusal !== undefined) return refusal;
      const expected = { revision: attachment.revision, settings: collection.revision };
      const { author } = incoming;
      return {
        kind: 'commit',
        commit: (remember) =>
          this.store.commit({ key, operation: 'delete', content: null, author, expected }, remember),
        done: () => ({ kind: 'removed' }),
      };
    });
  }
}
