import { HeldAttachment } from './held.js';
import type { Call, Transport } from './transport.js';

/** What an attachment may be made of: it can be sent again when the first answer is lost, so it is no stream. */
export type AttachmentContent = string | Blob | Uint8Array;

/** The attachments of one document. */
export class Attachments {
  constructor(
    private readonly transport: Transport,
    private readonly path: readonly string[],
  ) {}

  /** The bytes of one, and the handle to replace it by. Throws a Problem when there is none. */
  async get(name: string, signal?: AbortSignal): Promise<HeldAttachment & { readonly content: Blob }> {
    const { etag, content } = await this.transport.download({ method: 'GET', url: this.#url(name), signal });
    return Object.assign(new HeldAttachment(name, etag, content.type), { content });
  }

  /** All of them, without their bytes, in order of name. */
  async *list(signal?: AbortSignal): AsyncGenerator<HeldAttachment, void> {
    let next: string | null = this.transport.url(...this.path);
    while (next !== null) {
      const { content } = await this.transport.read({ method: 'GET', url: next, signal });
      const page = JSON.parse(content) as { items: HeldAttachment[]; next: string | null };
      for (const { name, etag, mediaType } of page.items) yield new HeldAttachment(name, etag, mediaType);
      next = page.next && this.transport.resolve(page.next);
    }
  }

  /** Makes one that is not there yet; throws a Problem with status 412 when it is. */
  create(name: string, content: AttachmentContent, mediaType: string): Promise<HeldAttachment> {
    return this.#put(name, { content, mediaType, guard: { 'If-None-Match': '*' } });
  }

  /** Replaces what the handle holds; throws a Problem with status 412 when it has changed meanwhile. */
  replace(
    { name, etag, mediaType }: HeldAttachment,
    content: AttachmentContent,
    newType = mediaType,
  ): Promise<HeldAttachment> {
    return this.#put(name, { content, mediaType: newType, guard: { 'If-Match': etag } });
  }

  /** Removes what the handle holds; throws a Problem with status 412 when it has changed meanwhile. */
  async remove({ name, etag }: HeldAttachment): Promise<void> {
    await this.transport.write({ method: 'DELETE', url: this.#url(name), headers: { 'If-Match': etag } });
  }

  async #put(
    name: string,
    put: {
      readonly content: AttachmentContent;
      readonly mediaType: string;
      readonly guard: NonNullable<Call['headers']>;
    },
  ): Promise<HeldAttachment> {
    const { etag } = await this.transport.write({
      method: 'PUT',
      url: this.#url(name),
      headers: { ...put.guard, 'Content-Type': put.mediaType },
      body: put.content,
      timeout: 0,
    });
    return new HeldAttachment(name, etag, put.mediaType);
  }

  #url(name: string): string {
    return this.transport.url(...this.path, name);
  }
}
