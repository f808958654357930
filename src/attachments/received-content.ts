import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { type Incoming, type Refusal, refuseUnfinished, type Take, tooLarge } from '../http/index.js';
import type { AttachmentContent, AttachmentStore, Staging } from '../store/index.js';
import { refuseDigest, type WantedDigest } from './digest-fields.js';

type Staged = { readonly kind: 'staged' } & Omit<AttachmentContent, 'mediaType'>;

/**
 * The content of one request: received once, into the store or only through a digest, whichever is asked for first.
 * What was staged and not used is let go by {@link release}.
 */
export class ReceivedContent {
  #staging: Staging | undefined;
  #staged: Promise<Staged | Refusal> | undefined;
  #digested: Promise<{ readonly kind: 'bytes'; readonly bytes: Buffer } | Refusal> | undefined;
  #used = false;

  constructor(
    private readonly store: Pick<AttachmentStore, 'stage'>,
    private readonly incoming: Incoming,
    private readonly limit: number,
  ) {}

  /** Receives it into the store. Refused when it is not what `wanted` says, too large, or does not come whole. */
  stage(wanted: readonly WantedDigest[]): Promise<Staged | Refusal> {
    return (this.#staged ??= this.#stage(wanted));
  }

  /** What tells it from other content: its digest. Received without being stored, if it was not yet. */
  distinctive(): Promise<{ readonly kind: 'bytes'; readonly bytes: Uint8Array } | Refusal> {
    return (this.#digested ??= this.#digest());
  }

  /** From now on what was staged is an attachment's. */
  markUsed(): void {
    this.#used = true;
  }

  /** Lets go of what was staged, unless it is in use. */
  async release(): Promise<void> {
    if (!this.#used) await this.#staging?.abandon();
  }

  async #stage(wanted: readonly WantedDigest[]): Promise<Staged | Refusal> {
    const staging = (this.#staging = this.store.stage());
    const checks = wanted.map((digest) => ({ digest, hash: createHash(digest.algorithm.replace('-', '')) }));
    const received = await this.#receive((piece) => {
      for (const { hash } of checks) hash.update(piece);
      return staging.write(piece);
    });
    if (received.kind === 'refused') return received;
    for (const { digest, hash } of checks) {
      const actual = hash.digest();
      if (!actual.equals(digest.digest)) return refuseDigest(digest, actual);
    }
    const upload = await staging.complete();
    return { kind: 'staged', upload, size: received.length, digest: received.digest.toString('base64') };
  }

  async #digest(): Promise<{ readonly kind: 'bytes'; readonly bytes: Buffer } | Refusal> {
    const staged = await this.#staged;
    if (staged?.kind === 'refused') return staged;
    if (staged !== undefined) return { kind: 'bytes', bytes: Buffer.from(staged.digest, 'base64') };
    const received = await this.#receive(() => undefined);
    return received.kind === 'refused' ? received : { kind: 'bytes', bytes: received.digest };
  }

  async #receive(
    take: Take,
  ): Promise<{ readonly kind: 'received'; readonly length: number; readonly digest: Buffer } | Refusal> {
    const hash = createHash('sha256');
    const receipt = await this.incoming.receive(this.limit, (piece) => {
      hash.update(piece);
      return take(piece);
    });
    switch (receipt.kind) {
      case 'received':
        return { ...receipt, digest: hash.digest() };
      case 'too-large':
        return tooLarge(this.limit);
      case 'stalled':
      case 'aborted':
        return refuseUnfinished(receipt.kind);
      default:
        return receipt satisfies never;
    }
  }
}
