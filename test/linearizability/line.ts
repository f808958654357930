import type { ChildService } from '../races/child-service.js';
import { setTimeout as pause } from 'node:timers/promises';
import { requestText, Wire, type WireAnswer, type WireRequest } from '../races/wire.js';

/** What became of a request: answered, sent and not answered, or not even sent. */
export type Fate =
  | { readonly kind: 'answered'; readonly t0: number; readonly answer: WireAnswer }
  | { readonly kind: 'silence'; readonly t0: number }
  | { readonly kind: 'unsent' };

/** The connection of one client to one replica, made again whenever it is needed. */
export class Line {
  #wire: Wire | undefined;

  constructor(
    private readonly replica: Pick<ChildService, 'url'>,
    /** Milliseconds that an answer may take. */
    private readonly patience: number,
  ) {}

  /**
   * Sends a request. `dawdle`: milliseconds before its last byte, so that others come between its judgement, for which
   * its fields suffice, and its commit.
   */
  async send(request: WireRequest, dawdle = 0): Promise<Fate> {
    const wire = await this.#open();
    if (wire === undefined) return { kind: 'unsent' };
    const t0 = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), this.patience);
    });
    try {
      const answer = await Promise.race([transmit(wire, request, dawdle), silence]);
      if (answer !== undefined) return { kind: 'answered', t0, answer };
    } catch {
      // It was cut: as good as no answer.
    } finally {
      clearTimeout(timer);
    }
    this.close();
    return { kind: 'silence', t0 };
  }

  close(): void {
    this.#wire?.close();
    this.#wire = undefined;
  }

  async #open(): Promise<Wire | undefined> {
    if (this.#wire !== undefined && !this.#wire.socket.destroyed) return this.#wire;
    try {
      this.#wire = await Wire.open(this.replica.url);
      return this.#wire;
    } catch {
      // It does not run just now.
      return undefined;
    }
  }
}

async function transmit(wire: Wire, request: WireRequest, dawdle: number): Promise<WireAnswer> {
  if (dawdle === 0 || request.body === undefined) return wire.send(request);
  const text = requestText(request);
  const answer = wire.answer(request.method);
  // It may fail before anybody waits for it.
  answer.catch(() => {});
  wire.socket.write(text.slice(0, -1));
  // A refusal may come earlier; the last byte has to follow all the same.
  await Promise.race([pause(dawdle), wire.closed]);
  wire.socket.write(text.slice(-1));
  return answer;
}
