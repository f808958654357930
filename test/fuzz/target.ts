import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { Client } from '../support/client.js';
import { BrokenOff, type RawAnswer, readAnswers } from './answers.js';
import type { Attempt } from './requests.js';

/** Milliseconds after which a connection on which nothing happens is taken to hang. */
const PATIENCE = 20_000;
/** Milliseconds after which bytes that got no answer are taken for half a request, and nothing more is sent. */
const SILENCE = 30;
const FUZZED = '/v1/collections/fuzz';
const CONTROL = '/v1/collections/control/documents/calm';
const SENTINEL = `GET ${CONTROL} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
const CALM = '{"calm":true}';

/** A service under attack, and somebody who uses it meanwhile. */
export class Target {
  /** How often each status was answered; `none` when a connection ended without a word. */
  readonly counts: Record<string, number> = {};
  readonly #client: Client;
  #tag = '';
  readonly #closing: Promise<void>[] = [];

  constructor(private readonly url: string) {
    this.#client = new Client(url);
  }

  /** Makes what is attacked, and what is not. */
  async prepare(): Promise<void> {
    await this.#client.makeCollection('control');
    this.#tag = (await this.#client.put(CONTROL, CALM, { 'If-None-Match': '*' })).etag;
    await this.#mend();
  }

  /** Sends attempts at once, each over a connection of its own. Throws when anything but defined answers comes of one. */
  async suffer(attempts: readonly Attempt[]): Promise<void> {
    await this.check();
    await this.#mend();
    if (this.#closing.length > 500) await Promise.all(this.#closing.splice(0));
    await Promise.all(
      attempts.map(async (attempt) => {
        try {
          await this.#suffer(attempt);
        } catch (error) {
          throw new Error(`${(error as Error).message}, after ${fc.stringify(attempt)}`, { cause: error });
        }
      }),
    );
  }

  async #suffer(attempt: Attempt): Promise<void> {
    // Behind a request with sound framing, another one gets its own answer, or the connection ends: nobody's answer
    // is taken for somebody else's.
    const sent = attempt.framed ? Buffer.concat([attempt.bytes, Buffer.from(SENTINEL)]) : attempt.bytes;
    const answers = await this.#exchange(sent, attempt);
    for (const { status } of answers) this.#count(String(status));
    const [first, second, ...more] = answers;
    if (first === undefined) {
      if (attempt.framed) throw new Error('no answer');
      this.#count('none');
      return;
    }
    if (!attempt.framed) return;
    if (more.length > 0) throw new Error(`${answers.length} answers to two requests`);
    const goesOn = first.fields.get('connection') !== 'close';
    if (goesOn !== (second !== undefined))
      throw new Error(`after ${first.status} the connection did not do as it said`);
    if (second !== undefined && (second.status !== 200 || second.body.toString() !== CALM))
      throw new Error(`the next request got ${second.status} ${second.body.toString()}`);
  }

  /** Throws unless another client is served as ever, at the state that it left. */
  async check(): Promise<void> {
    const { status } = await this.#client.get(CONTROL, { 'If-None-Match': this.#tag });
    if (status !== 304) throw new Error(`what nobody touched is ${status}`);
  }

  /** Throws unless every connection has ended and another client is served as ever. */
  async finish(): Promise<void> {
    await Promise.all(this.#closing);
    await this.check();
    this.#client.close();
  }

  /** Brings back what attempts have deleted or set. */
  async #mend(): Promise<void> {
    const history = '{"history":{"keep":3}}';
    for (const field of ['If-Match', 'If-None-Match'])
      await this.#client.put(FUZZED, history, { [field]: '*' });
    for (const id of ['a', 'b', 'c'])
      await this.#client.put(`${FUZZED}/documents/${id}`, `{"n":1,"id":"${id}","list":[1,2]}`, {
        'If-None-Match': '*',
      });
    const png = { 'Content-Type': 'image/png', 'If-None-Match': '*' };
    await this.#client.put(`${FUZZED}/documents/a/attachments/a`, 'not a picture', png);
  }

  /**
   * The answers to `bytes`: all that comes until the service closes the connection. Whoever has got whole answers to
   * damaged bytes leaves with them, and {@link finish} sees to it that the service closes such connections, too.
   */
  #exchange(bytes: Buffer, { framed }: Attempt): Promise<RawAnswer[]> {
    const { hostname, port } = new URL(this.url);
    const head = /^[\r\n]*HEAD /.test(bytes.toString('latin1', 0, 50));
    const pieces: Buffer[] = [];
    const read = () => readEither(Buffer.concat(pieces), head);
    const socket = connect({ host: hostname, port: Number(port) });
    return new Promise((resolve, reject) => {
      let leftEarly = false;
      const silence = setTimeout(() => {
        if (framed || pieces.length > 0) return;
        leftEarly = true;
        socket.end();
      }, SILENCE);
      socket.on('data', (piece: Buffer) => {
        pieces.push(piece);
        // Not earlier: who ends before the answer is taken to have left.
        if (framed || !isWhole(read)) return;
        socket.end();
        resolve(read());
      });
      // A reset is an end, too: of an upload that nobody wants.
      socket.on('error', () => {});
      const ended = async () => {
        try {
          await once(socket, 'close', { signal: AbortSignal.timeout(PATIENCE) });
        } catch {
          socket.destroy();
          throw new Error(`hangs after ${JSON.stringify(Buffer.concat(pieces).toString('latin1'))}`);
        } finally {
          clearTimeout(silence);
        }
        resolve(leftEarly && !isWhole(read) ? [] : read());
      };
      const closed = ended();
      closed.catch(reject);
      this.#closing.push(closed);
      socket.write(bytes);
    });
  }

  #count(key: string): void {
    this.counts[key] = (this.counts[key] ?? 0) + 1;
  }
}

/** Whether there is nothing that breaks off. */
function isWhole(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    return !(error instanceof BrokenOff);
  }
}

/** Statuses of requests that were refused before they were understood. */
const NOT_READ: ReadonlySet<number | undefined> = new Set([400, 431, 501, 505]);

/** A HEAD that could not be read may be refused without having been understood as one: with content, and the end. */
function readEither(bytes: Buffer, head: boolean): RawAnswer[] {
  try {
    return readAnswers(bytes, head);
  } catch (error) {
    if (!head) throw error;
    const answers = readAnswers(bytes, false);
    if (NOT_READ.has(answers[0]?.status) && answers.length === 1) return answers;
    throw error;
  }
}
