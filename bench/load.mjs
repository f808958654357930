// The load: keep-alive connections over bare sockets, each with one request under way. A client library would cost more
// than the servers that are measured; this reads the header section only as far as the next request needs it.
import { Buffer } from 'node:buffer';
import { connect } from 'node:net';

/**
 * @typedef {{ status: number, etag: string | undefined, body: Buffer }} Answer
 * @typedef {{ next(answer: Answer | undefined): Buffer | undefined }} Client decides what a connection sends next;
 *   undefined ends it
 */

const HEAD_END = Buffer.from('\r\n\r\n');
const NO_CONTENT = Buffer.alloc(0);

/**
 * Runs `clients`, one connection each, until all have ended or `milliseconds` have passed.
 * @param {string} url
 * @param {readonly Client[]} clients
 * @param {number} milliseconds
 * @returns {Promise<{ requests: number, seconds: number, statuses: Map<number, number>, latencies: Float64Array }>}
 */
export async function run(url, clients, milliseconds) {
  const { hostname, port } = new URL(url);
  const statuses = new Map();
  const latencies = [];
  const started = performance.now();
  const deadline = started + milliseconds;
  await Promise.all(
    clients.map(
      (client) =>
        new Promise((resolve, reject) => {
          const socket = connect({ host: hostname, port: Number(port), noDelay: true });
          let received = NO_CONTENT;
          let sent = 0;
          const send = (answer) => {
            const bytes = performance.now() < deadline ? client.next(answer) : undefined;
            if (bytes === undefined) {
              socket.end();
              resolve();
              return;
            }
            sent = performance.now();
            socket.write(bytes);
          };
          socket.on('connect', () => send(undefined));
          socket.on('error', reject);
          socket.on('data', (piece) => {
            received = received.length === 0 ? piece : Buffer.concat([received, piece]);
            const answer = read(received);
            if (answer === undefined) return;
            received = NO_CONTENT;
            latencies.push(performance.now() - sent);
            statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
            send(answer);
          });
          socket.on('close', resolve);
        }),
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  return {
    requests: latencies.length,
    seconds,
    statuses,
    latencies: Float64Array.from(latencies).toSorted(),
  };
}

/** One whole answer, or undefined when more is to come. */
function read(received) {
  const end = received.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = received.latin1Slice(0, end + 2);
  const status = Number(head.slice(9, 12));
  const start = end + 4;
  if (status === 304 || status === 204) return { status, etag: field(head, 'ETag'), body: NO_CONTENT };
  const length = field(head, 'Content-Length');
  if (length === undefined) return readChunks(received, start, status, head);
  if (received.length < start + Number(length)) return undefined;
  return { status, etag: field(head, 'ETag'), body: received.subarray(start, start + Number(length)) };
}

/** Content without a length: complete when the last chunk is there. */
function readChunks(received, start, status, head) {
  if (!received.subarray(-5).equals(LAST_CHUNK)) return undefined;
  const pieces = [];
  for (let at = start; ;) {
    const line = received.indexOf('\r\n', at);
    const size = Number.parseInt(received.latin1Slice(at, line), 16);
    if (size === 0) return { status, etag: field(head, 'ETag'), body: Buffer.concat(pieces) };
    pieces.push(received.subarray(line + 2, line + 2 + size));
    at = line + 4 + size;
  }
}
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** A header field of an answer; servers spell names in their own case. */
function field(head, name) {
  let at = head.indexOf(`\r\n${name}: `);
  if (at < 0) at = head.toLowerCase().indexOf(`\r\n${name.toLowerCase()}: `);
  if (at < 0) return undefined;
  const from = at + name.length + 4;
  return head.slice(from, head.indexOf('\r\n', from));
}

/** A request's bytes. `fields` as lines without their ends. */
export function request(method, path, fields = [], body = '') {
  const content =
    body === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`];
  return Buffer.from(
    `${[`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...fields, ...content].join('\r\n')}\r\n\r\n${body}`,
  );
}

/** The value below which `share` of the sorted values lie. */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
