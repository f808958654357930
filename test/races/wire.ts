import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as it came over a {@link Wire}. */
export interface WireAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly fields: ReadonlyMap<string, string>;
  readonly text: string;
  /** When its last byte was read, on the clock of `performance.now()`. */
  readonly at: number;
  /** The ETag field; throws when there is none. */
  readonly etag: string;
}

interface Waiter {
  readonly bodiless: boolean;
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: Error) => void;
}

const BLANK_LINE = Buffer.from('\r\n\r\n');

/** What to send as one request. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The bytes of a request, with Host, and with Content-Type and Content-Length if there is a body. */
export function requestText({ method, path, fields = {}, body }: WireRequest): string {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const content =
    body === undefined ? {} : { 'Content-Type': type, 'Content-Length': String(Buffer.byteLength(body)) };
  const lines = Object.entries({ Host: 'localhost', ...content, ...fields }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}

/** One connection, over which a test decides when each byte leaves. Answers are read in order. */
export class Wire {
  #unread: Buffer = Buffer.alloc(0);
  readonly #waiters: Waiter[] = [];
  #continued = 0;
  readonly #awaitingContinue: (() => void)[] = [];
  /** Resolves when the connection is closed, by whichever side. */
  readonly closed: Promise<void>;

  private constructor(readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (piece: Buffer) => {
      this.#unread = this.#unread.length === 0 ? piece : Buffer.concat([this.#unread, piece]);
      this.#read();
    });
    let reason = 'the connection was closed';
    socket.on('error', (error) => (reason = error.message));
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        for (const waiter of this.#waiters.splice(0)) waiter.reject(new Error(reason));
        resolve();
      });
    });
  }

  /** Connects to the origin of `url`. */
  static async open(url: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Wire(socket);
  }

  /** `count` connections. */
  static openMany(url: string, count: number): Promise<Wire[]> {
    return Promise.all(Array.from({ length: count }, () => Wire.open(url)));
  }

  /** Sends bytes; resolves when the operating system has them. */
  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** The next answer. Rejects when the connection ends before it is whole. `method`: what was asked. */
  answer(method = 'GET'): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ bodiless: method === 'HEAD', resolve, reject });
      if (this.socket.destroyed) this.#waiters.pop()?.reject(new Error('the connection is closed'));
      else this.#read();
    });
  }

  /** Resolves when the service has said 100 (Continue) once more. Rejects when the connection ends before. */
  async continued(): Promise<void> {
    if (this.#continued === 0) {
      const ended = this.closed.then(() => {
        throw new Error('closed before 100 (Continue)');
      });
      await Promise.race([new Promise<void>((resolve) => this.#awaitingContinue.push(resolve)), ended]);
    }
    this.#continued--;
  }

  /** Sends one request and reads its answer. */
  send(request: WireRequest): Promise<WireAnswer> {
    const answer = this.answer(request.method);
    // The answer tells of a connection that broke.
    this.socket.write(requestText(request));
    return answer;
  }

  /** Closes the connection in order. */
  close(): void {
    this.socket.destroy();
  }

  /** Closes the connection with RST, as a client that crashes. */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  #read(): void {
    while (this.#waiters.length > 0 || this.#awaitingContinue.length > 0) {
      const end = this.#unread.indexOf(BLANK_LINE);
      if (end < 0) return;
      const [line = '', ...lines] = this.#unread.toString('latin1', 0, end).split('\r\n');
      const status = Number(line.slice(9, 12));
      if (status === 100) {
        this.#unread = this.#unread.subarray(end + 4);
        this.#continued++;
        this.#awaitingContinue.shift()?.();
        continue;
      }
      const [waiter] = this.#waiters;
      if (waiter === undefined) return;
      const fields = new Map(
        lines.map((field) => {
          const colon = field.indexOf(':');
          return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
        }),
      );
      const empty = waiter.bodiless || status === 204 || status === 304;
      const length = empty ? 0 : Number(fields.get('content-length'));
      if (Number.isNaN(length)) throw new Error(`an answer without Content-Length: ${line}`);
      const whole = end + 4 + length;
      if (this.#unread.length < whole) return;
      const text = this.#unread.toString('utf8', end + 4, whole);
      this.#unread = this.#unread.subarray(whole);
      this.#waiters.shift();
      waiter.resolve(answerOf(status, fields, text));
    }
  }
}

function answerOf(status: number, fields: ReadonlyMap<string, string>, text: string): WireAnswer {
  return {
    status,
    fields,
    text,
    at: performance.now(),
    get etag() {
      const etag = fields.get('etag');
      if (etag === undefined) throw new Error(`${status} without ETag: ${text}`);
      return etag;
    },
  };
}
