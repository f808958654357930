import { Inject, Injectable } from '@nestjs/common';
import {
  Attempts,
  type Incoming,
  type Outcome,
  Paths,
  type Plan,
  refuse,
  refuseBytesEnvelope,
  type Refusal,
  ServiceOptions,
  validatorsOf,
  written,
} from '../http/index.js';
import { parseMediaType } from '../representation/index.js';
import {
  ATTACHMENT_STORE,
  type AttachmentContent,
  type AttachmentHead,
  type AttachmentKey,
  type AttachmentStore,
} from '../store/index.js';
import { attachmentFields, wholeContent } from './attachment-content.js';
import { readDigests } from './digest-fields.js';
import { judgeAttachment, type OpenAttachment, requireOpen } from './judge-attachment.js';
import { ReceivedContent } from './received-content.js';
import { isOutside, refuseMissing } from './refuse-missing.js';

/** PUT of one attachment: creates it, or replaces it, with exactly the bytes that were sent. */
@Injectable()
export class PutAttachments {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(ATTACHMENT_STORE) private readonly store: AttachmentStore,
    @Inject(Paths) private readonly paths: Paths,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /**
   * 201 or 204 when the attachment is as sent; otherwise nothing was changed. The content is received when everything
   * else was judged, and the judgement must still hold when all of it is there.
   */
  async put(key: AttachmentKey, incoming: Incoming): Promise<Outcome> {
    const content = new ReceivedContent(this.store, incoming, this.options.attachmentLimit);
    try {
      return await this.attempts.run(
        incoming,
        () => this.#round(key, incoming, content),
        () => content.distinctive(),
      );
    } finally {
      await content.release();
    }
  }

  async #round(
    key: AttachmentKey,
    incoming: Incoming,
    content: ReceivedContent,
  ): Promise<Plan<AttachmentHead>> {
    const snapshot = await this.store.inspect(key);
    if (snapshot.kind !== 'open' && isOutside(snapshot)) return refuseMissing(key, snapshot);
    const type = readType(incoming);
    if (type.kind === 'refused') return type;
    const envelope = refuseBytesEnvelope(incoming, this.options.attachmentLimit);
    if (envelope !== undefined) return envelope;
    const wanted = readDigests(incoming);
    if (wanted.kind === 'refused') return wanted;
    const open = requireOpen(key, snapshot);
    if (open.kind === 'refused') return open;
    const refusal = judgeAttachment(open, incoming, this.options);
    if (refusal !== undefined) return refusal;
    const staged = await content.stage(wanted.digests);
    if (staged.kind === 'refused') return staged;
    // It may have taken minutes: whose credential was revoked meanwhile changes nothing any more.
    const refused = await incoming.renew();
    if (refused !== undefined) return refused;
    const { size, digest, upload } = staged;
    return this.#plan(key, open, { mediaType: type.mediaType, size, digest, upload }, incoming, content);
  }

  #plan(
    key: AttachmentKey,
    { collection, attachment }: OpenAttachment,
    sent: AttachmentContent,
    incoming: Incoming,
    received: ReceivedContent,
  ): Plan<AttachmentHead> {
    const created = attachment === undefined || attachment.deleted;
    const expected = { revision: attachment?.revision ?? null, settings: collection.revision };
    const done = (stored: AttachmentHead): Outcome =>
      written(incoming, {
        created,
        location: this.paths.attachment(key.collection, key.id, key.name),
        validators: validatorsOf(stored),
        content: wholeContent(this.store, stored),
        byDefault: 'minimal',
        contentFields: attachmentFields(key.name, stored),
      });
    // The same bytes and type again make no revision.
    if (!created && isSame(attachment, sent)) {
      const change = { key, operation: 'keep', content: null, author: null, expected } as const;
      const commit: Extract<Plan<AttachmentHead>, { kind: 'commit' }>['commit'] = (remember) =>
        this.store.commit(change, remember);
      return { kind: 'commit', standing: attachment, commit, done };
    }
    const operation = created ? 'create' : 'replace';
    return {
      kind: 'commit',
      commit: async (remember) => {
        const result = await this.store.commit(
          { key, operation, content: sent, author: incoming.author, expected },
          remember,
        );
        if (result.kind === 'committed') received.markUsed();
        return result;
      },
      done,
    };
  }
}

function isSame(a: AttachmentContent, b: AttachmentContent): boolean {
  return a.digest === b.digest && a.size === b.size && a.mediaType === b.mediaType;
}

/** What nobody said anything about is just bytes (9110 8.3). */
const UNKNOWN_TYPE = 'application/octet-stream';

function readType({
  contentType,
}: Incoming): { readonly kind: 'type'; readonly mediaType: string } | Refusal {
  const mediaType = contentType === undefined ? UNKNOWN_TYPE : parseMediaType(contentType);
  if (mediaType !== undefined) return { kind: 'type', mediaType };
  const detail =
    `Content-Type ${JSON.stringify(contentType)} is no media type of at most 255 characters. Send one such as ` +
    '"image/png" or "text/plain; charset=utf-8", or none.';
  return refuse('unsupported-media-type', detail, undefined, { Accept: '*/*' });
}
