import type { Chance } from '../races/chance.js';
import { revisionOf } from '../races/child-service.js';
import type { Wire, WireAnswer, WireRequest } from '../races/wire.js';
import type { Attempt, Sighting } from './write-history.js';

/** What every client of a run adds to. */
export class Recording {
  readonly attempts: Attempt[] = [];
  readonly sightings: Sighting[] = [];
  /** Statuses that no request here should ever get. */
  readonly surprises: string[] = [];
  acknowledged = 0;
  #goal = { number: Number.POSITIVE_INFINITY, resolve: () => {} };
  #texts = 0;
  /** What was last seen of each document: its tag, or null when it is not there. */
  readonly known = new Map<string, string | null>();

  constructor(private readonly list: string) {}

  /** Resolves when so many writes are acknowledged. One waits at a time. */
  async reaches(number: number): Promise<void> {
    if (this.acknowledged < number) await new Promise<void>((resolve) => (this.#goal = { number, resolve }));
  }

  /** A document of up to five pages, which nothing else makes. */
  nextText(chance: Chance): string {
    const length = chance.pick([0, 0, 0, 500, 20_000]);
    return JSON.stringify({ nonce: `${++this.#texts} ${'x'.repeat(length)}` });
  }

  /** One step of one client on one of `keys`. Rejects when the connection breaks. */
  async step(wire: Wire, chance: Chance, keys: readonly string[]): Promise<void> {
    const key = chance.pick(keys);
    const tag = this.known.get(key);
    const dice = chance.below(100);
    if (dice < 15 || tag === undefined) return this.read(wire, key);
    if (dice < 20) return this.#write(wire, null, { method: 'POST', path: this.list }, this.nextText(chance));
    const path = `${this.list}/${key}`;
    if (tag === null) {
      const create = { method: 'PUT', path, fields: { 'If-None-Match': '*' } };
      return this.#write(wire, key, create, this.nextText(chance));
    }
    const fields = { 'If-Match': tag };
    if (dice < 30) return this.#write(wire, key, { method: 'DELETE', path, fields }, null);
    const method = dice < 45 ? 'PATCH' : 'PUT';
    return this.#write(wire, key, { method, path, fields }, this.nextText(chance));
  }

  /** Reads a document and records what it shows. */
  async read(wire: Wire, key: string): Promise<void> {
    const started = performance.now();
    const answer = await wire.send({ method: 'GET', path: `${this.list}/${key}` });
    if (answer.status !== 200) this.#sawNone(key, started, answer);
    else {
      const { etag, text, at } = answer;
      this.known.set(key, etag);
      this.sightings.push({ key, started, ended: at, revision: revisionOf(etag), tag: etag, text });
    }
  }

  async #write(wire: Wire, key: string | null, request: WireRequest, text: string | null): Promise<void> {
    const match = request.fields?.['If-Match'];
    const expected = match === undefined ? null : revisionOf(match);
    const sent = performance.now();
    const settle = (
      outcome: Attempt['outcome'],
      ended: number,
      tag: string | null = null,
      where: string | null = key,
    ) => this.attempts.push({ key: where, text, expected, sent, ended, outcome, tag });
    let answer: WireAnswer;
    try {
      answer = await wire.send(text === null ? request : { ...request, body: text });
    } catch (error) {
      settle('unknown', Number.POSITIVE_INFINITY);
      throw error;
    }
    if (answer.status < 300) {
      const tag = text === null ? null : answer.etag;
      const where = key ?? answer.fields.get('location')?.split('/').at(-1) ?? '';
      settle('acknowledged', answer.at, tag, where);
      this.known.set(where, tag);
      this.acknowledged++;
      if (this.acknowledged >= this.#goal.number) this.#goal.resolve();
      return;
    }
    settle('refused', answer.at);
    if (key !== null) this.#sawRefusal(key, sent, answer);
  }

  #sawRefusal(key: string, started: number, answer: WireAnswer): void {
    const tag = answer.fields.get('etag');
    if (answer.status !== 412 || tag === undefined) return this.#sawNone(key, started, answer);
    this.known.set(key, tag);
    this.sightings.push({ key, started, ended: answer.at, revision: revisionOf(tag), tag, text: undefined });
  }

  /** 404, 410, or 412 without a tag: there is nothing now. */
  #sawNone(key: string, started: number, { status, text, at }: WireAnswer): void {
    if (![404, 410, 412].includes(status)) this.surprises.push(`${key}: ${status} ${text}`);
    this.known.set(key, null);
    if (status === 412) return;
    const { revision = 0 } = JSON.parse(text) as { revision?: number };
    this.sightings.push({ key, started, ended: at, revision, tag: null, text: null });
  }
}
