import type { Duplex } from 'node:stream';

/** Requests of one connection that may wait for the one before them; then no more are read until half are gone. */
const MAX_WAITING = 100;

const queues = new WeakMap<Duplex, ReadAhead>();

/**
 * How many requests of a connection were read ahead of their turn. Node goes on parsing whatever is pipelined, and a
 * client that never reads an answer could fill the memory with requests. Only pipelined connections have one of these.
 */
export class ReadAhead {
  #waiting = 0;
  #held = false;
  #due = false;

  private constructor(private readonly socket: Duplex) {}

  static of(socket: Duplex): ReadAhead {
    const known = queues.get(socket);
    if (known !== undefined) return known;
    const made = new ReadAhead(socket);
    queues.set(socket, made);
    return made;
  }

  /** One more waits. */
  enter(): void {
    this.#waiting++;
    if (this.#waiting > MAX_WAITING) this.#held = true;
    if (this.#held) this.#settle();
  }

  /** The first that waited has its turn. */
  leave(): void {
    this.#waiting--;
    if (this.#held) this.#settle();
  }

  /** Behind the ticks of this moment: in one of those Node resumes reading after each request of the piece it parses. */
  #settle(): void {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (this.#waiting > MAX_WAITING / 2) this.socket.pause();
      else {
        this.#held = false;
        this.socket.resume();
      }
    });
  }
}
