import { Buffer } from 'node:buffer';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';

/** One request as it went to the service, and what came back. */
export interface Exchange {
  readonly target: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
  readonly status: number;
  /** Bytes of content that were handed on. */
  bytes: number;
}

/** A service with one document, and a proxy in front of it that adds a page, cuts answers short, and writes down all. */
export interface AttachmentShelf {
  readonly service: TestService;
  readonly client: Client;
  /** What the client under test talks to. */
  readonly url: string;
  readonly seen: Exchange[];
  /** The HTML at `/page`. */
  page: string;
  /** Cuts the next answer after so many bytes of content. */
  cutAfter: number;
  close(): Promise<void>;
}

/** The document's attachments. */
export const LIST = '/v1/collections/c/documents/d/attachments';

/** Starts the service and the proxy. */
export async function fillShelf(): Promise<AttachmentShelf> {
  const service = await startService();
  const client = new Client(service.url);
  await client.makeCollection('c');
  await client.put('/v1/collections/c/documents/d', '{}', { 'If-None-Match': '*' });
  const seen: Exchange[] = [];
  const proxy = createServer((request, response) => {
    if (request.url === '/page') {
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(shelf.page);
      return;
    }
    const { method = 'GET', url: target = '/', headers } = request;
    request.pipe(
      forward(`${service.url}${target}`, { method, headers }, (answer) => {
        const status = answer.statusCode ?? 0;
        const { range, 'if-range': ifRange } = headers;
        const exchange = { target, range, ifRange: ifRange as string | undefined, status, bytes: 0 };
        seen.push(exchange);
        response.writeHead(status, answer.headers);
        answer.on('data', (piece: Buffer) => {
          exchange.bytes += piece.length;
          response.write(piece);
          if (exchange.bytes < shelf.cutAfter) return;
          shelf.cutAfter = Infinity;
          response.destroy();
        });
        answer.on('end', () => response.end()).on('error', () => response.destroy());
        response.on('close', () => answer.destroy());
      }),
    );
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const shelf: AttachmentShelf = {
    service,
    client,
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    seen,
    page: '',
    cutAfter: Infinity,
    async close() {
      client.close();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      await service.stop();
    },
  };
  return shelf;
}

/** Makes an attachment. */
export async function putAttachment(
  { client }: AttachmentShelf,
  name: string,
  body: Buffer,
  type: string,
): Promise<string> {
  const headers = { 'If-None-Match': '*', 'Content-Type': type };
  const answer = await client.send('PUT', `${LIST}/${name}`, { body, headers });
  if (answer.status !== 201) throw new Error(`${name}: ${answer.status} ${answer.text}`);
  return answer.etag;
}

/** Silence of so many seconds as a WAV file: 8000 samples of 8 bits each second. */
export function silence(seconds: number): Buffer {
  const samples = Buffer.alloc(8000 * seconds, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** A picture of one pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
