import { Buffer } from 'node:buffer';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { note } from './evidence.js';

/** An answer, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Name and value in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
  readonly text: string;
  /** The ETag field; throws when there is none. */
  readonly etag: string;
  /** The content as JSON. */
  json<T = Record<string, unknown>>(): T;
}

/** What to send besides method and path. A list of values sends several field lines of one name. */
export interface Sending {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

/** A client over node:http that adds nothing of its own: no default fields, no cache, no redirects. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(readonly base: string) {}

  /** Sends one request and reads the whole answer. */
  send(method: string, path: string, { headers = {}, body }: Sending = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const request = httpRequest(
        `${this.base}${path}`,
        {
          method,
          agent: this.#agent,
          headers: { ...length, ...(headers as Record<string, string | string[]>) },
        },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('error', reject);
          response.on('end', () => {
            const bytes = Buffer.concat(pieces);
            const { statusCode: status = 0, headers: fields } = response;
            const text = bytes.toString();
            note({ method, target: path, headers, body }, { status, headers: fields, text });
            resolve({
              status,
              headers: fields,
              rawHeaders: response.rawHeaders,
              bytes,
              text,
              get etag() {
                const { etag } = response.headers;
                if (etag === undefined)
                  throw new Error(`${method} ${path}: ${response.statusCode} has no ETag`);
                return etag;
              },
              json: <T>() => JSON.parse(bytes.toString()) as T,
            });
          });
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  get(path: string, headers: NonNullable<Sending['headers']> = {}): Promise<Answer> {
    return this.send('GET', path, { headers });
  }

  head(path: string, headers: NonNullable<Sending['headers']> = {}): Promise<Answer> {
    return this.send('HEAD', path, { headers });
  }

  /** PUT of a JSON text. */
  put(path: string, body: string | Buffer, headers: NonNullable<Sending['headers']> = {}): Promise<Answer> {
    return this.send('PUT', path, { body, headers: { 'Content-Type': 'application/json', ...headers } });
  }

  post(path: string, body: string | Buffer, headers: NonNullable<Sending['headers']> = {}): Promise<Answer> {
    return this.send('POST', path, { body, headers: { 'Content-Type': 'application/json', ...headers } });
  }

  /** PATCH with a merge patch. */
  patch(path: string, body: string | Buffer, headers: NonNullable<Sending['headers']> = {}): Promise<Answer> {
    return this.send('PATCH', path, {
      body,
      headers: { 'Content-Type': 'application/merge-patch+json', ...headers },
    });
  }

  delete(path: string, headers: NonNullable<Sending['headers']> = {}): Promise<Answer> {
    return this.send('DELETE', path, { headers });
  }

  /** Makes a collection. */
  async makeCollection(name: string, settings = '{}'): Promise<void> {
    const { status, text } = await this.put(`/v1/collections/${name}`, settings, { 'If-None-Match': '*' });
    if (status !== 201) throw new Error(`making ${name}: ${status} ${text}`);
  }

  /** Lets go of idle connections. */
  close(): void {
    this.#agent.destroy();
  }
}
