import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../races/chance.js';
import type { WireRequest } from '../races/wire.js';
import { interpretFailure, interpret, type Meaning, SILENCE } from './interpretation.js';
import { type Documents, LIST } from './documents.js';
import { expectation, Knowledge } from './knowledge.js';
import type { Fate, Line } from './line.js';
import type { Operation } from './operation.js';
import type { Recorder } from './recorder.js';

/** How long a client waits when the service cannot be had. */
const REST = 20;

/** What is recorded of a write or read before anything is known of its fate. */
type Planned = Pick<Operation, 'key' | 'f' | 'exp' | 'sentNonce' | 'batch'> &
  Partial<Pick<Operation, 'asked'>>;

/** One client: reads and writes documents, on whichever replica, and records what it is told. */
export class WorkloadClient {
  readonly #knowledge = new Knowledge();
  #number: number;

  constructor(
    private readonly lines: readonly Line[],
    private readonly recorder: Recorder,
    private readonly chance: Chance,
    private readonly documents: Documents,
  ) {
    this.#number = recorder.nextClient();
  }

  /** Goes on until `ended`. */
  async run(ended: () => boolean): Promise<void> {
    while (!ended()) await this.#step();
    for (const line of this.lines) line.close();
  }

  async #step(): Promise<void> {
    const { chance } = this;
    const key = this.documents.pick(chance);
    const dice = chance.below(100);
    if (dice < 25) return this.#read(key);
    // Half of the writes are made on what was just read: others are there before most of the rest.
    if (chance.below(2) === 0) await this.#read(key);
    const tag = this.#knowledge.of(key);
    if (tag === undefined) return this.#read(key);
    if (dice < 35) return this.#batch();
    if (dice < 38) return this.#write(key, 'PUT', undefined);
    if (tag === null) return this.#write(key, 'PUT', null);
    const older = this.#knowledge.older(key);
    if (dice < 44) return this.#write(key, 'DELETE', tag);
    if (dice < 52) return this.#write(key, 'PATCH', tag);
    // On purpose with a tag that it knows to be outdated.
    if (dice < 56 && older.length > 0) return this.#write(key, 'PUT', chance.pick(older));
    return this.#write(key, 'PUT', tag);
  }

  #read(key: string): Promise<void> {
    const newest = this.#knowledge.of(key);
    const older = this.#knowledge.older(key);
    const asked = this.chance.pick([[], [newest], [newest], older, [...older, newest]]).filter(isTag);
    const fields: Record<string, string> = asked.length > 0 ? { 'If-None-Match': asked.join(', ') } : {};
    const planned = { key, f: 'read', exp: null, sentNonce: null, batch: null, asked } as const;
    return this.#perform({ method: 'GET', path: `${LIST}/${key}`, fields }, [planned]);
  }

  /** `tag`: what it expects; null, that there is nothing; undefined, whatever there is, which is refused. */
  #write(key: string, method: 'PUT' | 'PATCH' | 'DELETE', tag: string | null | undefined): Promise<void> {
    const sentNonce = this.recorder.nextName('n');
    const guard: Record<string, string> =
      tag === undefined ? {} : tag === null ? { 'If-None-Match': '*' } : { 'If-Match': tag };
    const fields = { ...guard, ...this.#idempotencyKey(sentNonce) };
    const exp = tag === undefined ? null : expectation(tag);
    const f = method === 'DELETE' ? 'delete' : 'write';
    const request = { method, path: `${LIST}/${key}`, fields };
    return this.#perform(
      f === 'delete' ? request : { ...request, body: JSON.stringify(this.#content(sentNonce)) },
      [{ key, f, exp, sentNonce, batch: null }],
    );
  }

  async #batch(): Promise<void> {
    const batch = this.recorder.nextName('b');
    const wanted = new Set(
      Array.from({ length: 2 + this.chance.below(4) }, () => this.documents.pick(this.chance)),
    );
    if (this.chance.below(2) === 0) for (const key of wanted) await this.#read(key);
    const known = [...wanted].filter((key) => this.#knowledge.of(key) !== undefined);
    const members = known.map((key) => {
      const tag = this.#knowledge.of(key) ?? null;
      const sentNonce = this.recorder.nextName('n');
      const remove = tag !== null && this.chance.below(10) === 0;
      const operation = {
        method: remove ? 'DELETE' : 'PUT',
        path: `${LIST}/${key}`,
        ...(tag === null ? { ifNoneMatch: '*' } : { ifMatch: tag }),
        ...(remove ? {} : { body: this.#content(sentNonce) }),
      };
      const f = remove ? ('delete' as const) : ('write' as const);
      return { operation, planned: { key, f, exp: expectation(tag), sentNonce, batch } };
    });
    if (members.length === 0) return;
    const body = JSON.stringify({ operations: members.map(({ operation }) => operation) });
    const request = { method: 'POST', path: '/v1/batch', body, fields: this.#idempotencyKey(batch) };
    return this.#perform(
      request,
      members.map(({ planned }) => planned),
    );
  }

  /** Sends a request; once more, as another client, when it is a write of which nothing was heard, or not. */
  async #perform(request: WireRequest, planned: readonly Planned[]): Promise<void> {
    for (let tries = 1; tries <= 3; tries++) {
      const replica = this.chance.below(this.lines.length);
      const fate = await this.#send(request, replica);
      if (fate.kind === 'unsent') {
        await pause(REST);
        // What was not sent is as if it had never been planned; what may have been performed is tried once more.
        if (tries === 1) return;
        continue;
      }
      this.#record(fate, planned, { replica, tries });
      if (fate.kind === 'answered') {
        if (fate.answer.status === 503 || fate.answer.status === 507) await pause(REST);
        return;
      }
      this.#number = this.recorder.nextClient();
      if (request.method === 'GET' || this.chance.below(2) === 0) return;
    }
  }

  async #send(request: WireRequest, replica: number): Promise<Fate> {
    const writes = request.method === 'GET' ? 0 : 1;
    this.recorder.inFlight += writes;
    try {
      const dawdle = this.chance.pick([0, 1, 4, 8]);
      return (await this.lines[replica]?.send(request, dawdle)) ?? { kind: 'unsent' };
    } finally {
      this.recorder.inFlight -= writes;
    }
  }

  #record(
    fate: Exclude<Fate, { kind: 'unsent' }>,
    planned: readonly Planned[],
    where: Pick<Operation, 'replica' | 'tries'>,
  ): void {
    const { t0 } = fate;
    planned.forEach((one, index) => {
      const meaning = fate.kind === 'silence' ? SILENCE : meaningOf(one, fate.answer, index);
      const { surprise = false, ...told } = meaning;
      const t1 = fate.kind === 'silence' || told.out === 'info' ? Number.POSITIVE_INFINITY : fate.answer.at;
      if (surprise && fate.kind === 'answered')
        this.recorder.surprises.push(`${one.f} ${one.key}: ${fate.answer.status} ${fate.answer.text}`);
      this.recorder.add({ client: this.#number, t0, t1, ...where, ...one, ...told });
      this.#learn(one, told);
    });
  }

  #learn({ key, f }: Planned, { out, etag, rev, status }: Meaning): void {
    if (etag !== null) this.#knowledge.learn(key, etag);
    else if (f === 'delete' && out === 'ok') this.#knowledge.learn(key, null);
    else if (rev === 'absent' || status === 404 || status === 410) this.#knowledge.learn(key, null);
    // Somebody else has changed one of a batch; or nobody knows.
    else if (out === 'info' || status === 412) this.#knowledge.forget(key);
  }

  #content(nonce: string): object {
    return { nonce, padding: 'x'.repeat(this.chance.pick([0, 0, 0, 0, 700, 20_000])) };
  }

  #idempotencyKey(name: string): Record<string, string> {
    return this.chance.below(3) === 0 ? { 'Idempotency-Key': name } : {};
  }
}

function isTag(tag: string | null | undefined): tag is string {
  return typeof tag === 'string';
}

function meaningOf(
  { f, batch }: Planned,
  answer: Extract<Fate, { kind: 'answered' }>['answer'],
  index: number,
): Meaning {
  const { status, text } = answer;
  if (batch === null) return interpret(f, answer);
  if (status === 412 || status === 404 || status === 410)
    return { status, etag: null, rev: null, out: 'fail' };
  if (status !== 200) return interpretFailure(status, text);
  const { results } = JSON.parse(text) as {
    results: { status: number; etag: string | null; revision: number }[];
  };
  const result = results[index];
  if (result === undefined) throw new Error(`a batch was answered with ${results.length} results`);
  return { status: result.status, etag: result.etag, rev: result.revision, out: 'ok' };
}
