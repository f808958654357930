import type { Transport } from './transport.js';

interface Kept {
  readonly etag: string;
  readonly text: string;
}

/** The texts that were read last, with their tags: each is asked for again, but transferred only when it changed. */
export class KeptTexts {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly transport: Transport,
    private readonly size: number,
  ) {}

  /** What is at `url` now. Throws a Problem when there is nothing. */
  async read(url: string, signal?: AbortSignal): Promise<Kept> {
    const kept = this.#kept.get(url);
    const headers = { Accept: 'application/json', ...(kept && { 'If-None-Match': kept.etag }) };
    const { status, etag, content } = await this.transport.read({ method: 'GET', url, headers, signal });
    const current = kept && status === 304 ? kept : { etag, text: content };
    this.keep(url, current);
    return current;
  }

  /** Remembers what a write left at `url`. */
  keep(url: string, current: Kept): void {
    // Behind the others: the one used longest ago goes first.
    this.#kept.delete(url);
    this.#kept.set(url, current);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.size) return;
      this.#kept.delete(oldest);
    }
  }

  forget(url: string): void {
    this.#kept.delete(url);
  }
}
