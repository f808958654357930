import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { INSIDE } from './support.js';

/** An answer as it stood on the wire. */
export interface WireAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, string>;
  readonly body: string;
}

/** A bare connection: bytes go out exactly as given, and answers, interim ones too, come back one at a time. */
export class Wire {
  #received = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => {};

  private constructor(readonly socket: Socket) {
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('data', (piece: Buffer) => {
      this.#received = Buffer.concat([this.#received, piece]);
      this.#wake();
    });
    socket.on('end', end).on('close', end).on('error', end);
  }

  static async open(url: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Wire(socket);
  }

  /** Sends bytes; resolves when the system has taken them, or the other side does not want them. */
  write(bytes: string | Buffer): Promise<void> {
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }

  /** Sends the header section of a request: its first line, then the fields. */
  ask(line: string, ...fields: readonly string[]): Promise<void> {
    return this.write(`${[`${line} HTTP/1.1`, 'Host: x', ...fields].join('\r\n')}\r\n\r\n`);
  }

  /** The next answer. Throws when the connection ends before it is complete. */
  async answer(): Promise<WireAnswer> {
    const head = await this.#take(() => {
      const end = this.#received.indexOf('\r\n\r\n');
      return end < 0 ? undefined : end + 4;
    });
    const [first = '', ...lines] = head.toString('latin1').trimEnd().split('\r\n');
    const fields = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const status = Number(first.split(' ')[1]);
    const length =
      status < 200 || status === 204 || status === 304 ? 0 : Number(fields.get('content-length'));
    const body = await this.#take(() => (this.#received.length < length ? undefined : length));
    return { status, fields, body: body.toString() };
  }

  /** Whether anything was received that no `answer` has taken. */
  get silent(): boolean {
    return this.#received.length === 0;
  }

  /** Resolves when the other side has closed the connection, with what it sent before. */
  async closed(): Promise<string> {
    while (!this.#ended) await this.#news();
    return this.#received.toString('latin1');
  }

  close(): void {
    this.socket.destroy();
  }

  async #take(length: () => number | undefined): Promise<Buffer> {
    for (;;) {
      const end = length();
      if (end !== undefined) {
        const taken = this.#received.subarray(0, end);
        this.#received = this.#received.subarray(end);
        return taken;
      }
      if (this.#ended) throw new Error(`the connection ended after ${this.#received.toString('latin1')}`);
      await this.#news();
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** The last segment of the type of a problem. Throws when the answer is none, or gives away what is inside. */
export function slugOf({ status, fields, body }: WireAnswer): string {
  const problem = JSON.parse(body) as { type: string; status: number };
  const sound = problem.status === status && fields.get('content-type') === 'application/problem+json';
  if (!sound || fields.get('cache-control') !== 'no-store' || INSIDE.test(body))
    throw new Error(`${status} is no sound problem: ${body}`);
  return problem.type.slice('/problems/'.length);
}

/** Content in chunks, so that its length is not declared. */
export function inChunks(content: Buffer, size = 65_536): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += size) {
    const piece = content.subarray(at, at + size);
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}
