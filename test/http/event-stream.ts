import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** One event as a browser would dispatch it, its data parsed. */
export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Change;
}

/** A change as the feed shows it. */
export interface Change {
  readonly sequence: number;
  readonly id: string;
  readonly revision: number;
  readonly etag: string | null;
  readonly operation: string;
  readonly at: string;
  readonly data?: Record<string, unknown>;
}

/** A reader of a stream of events, by the rules of HTML 9.2.6. */
export class EventReader {
  readonly events: StreamEvent[] = [];
  /** The text as it came. */
  text = '';
  comments = 0;
  lastEventId = '';
  retry: number | undefined;
  /** How the stream has ended: whole, or cut off. */
  readonly ended: Promise<'whole' | 'cut'>;
  #line = '';
  #id = '';
  #event = '';
  #data: string[] = [];
  #wake: () => void = () => {};

  private constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (piece: string) => this.#take(piece));
    this.ended = new Promise((resolve) => {
      response.once('close', () => {
        resolve(response.complete ? 'whole' : 'cut');
        this.#wake();
      });
    });
    response.on('error', () => {});
  }

  /** Opens a stream; throws when the answer is none. */
  static async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
    const asked = request(url, { headers: { Accept: 'text/event-stream', ...headers }, agent: false });
    asked.on('error', () => {});
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) {
      response.resume();
      throw new Error(`no stream but ${response.statusCode}`);
    }
    const reader = new EventReader(response);
    // It has begun when its first block has come.
    await reader.until(() => reader.lastEventId !== '');
    return reader;
  }

  get headers(): IncomingHttpHeaders {
    return this.response.headers;
  }

  get sequences(): number[] {
    return this.events.map(({ data }) => data.sequence);
  }

  /** Resolves when `holds`; rejects when the stream ends before. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.response.closed) throw new Error(`the stream ended after ${this.text.slice(-300)}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Breaks the connection off. */
  cut(): void {
    this.response.destroy();
  }

  #take(piece: string): void {
    this.text += piece;
    const lines = (this.#line + piece).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines) this.#interpret(line);
    this.#wake();
  }

  #interpret(line: string): void {
    if (line === '') return this.#dispatch();
    if (line.startsWith(':')) {
      this.comments += 1;
      return;
    }
    const colon = line.indexOf(':');
    const [field, value] =
      colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
    if (field === 'id') this.#id = value;
    else if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'retry') this.retry = Number(value);
  }

  #dispatch(): void {
    this.lastEventId = this.#id;
    const data = this.#data.join('\n');
    const event = this.#event;
    this.#data = [];
    this.#event = '';
    if (data !== '') this.events.push({ id: this.#id, event, data: JSON.parse(data) as Change });
  }
}
