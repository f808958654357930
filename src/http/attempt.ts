import { Inject, Injectable } from '@nestjs/common';
import {
  ANSWER_RECORDS,
  type AnswerRecords,
  type Distinctive,
  fingerprintOf,
  readAnswer,
  readIdempotencyKey,
  refuseMalformedKey,
  refuseReusedKey,
  type Remembrance,
  type RequestName,
  writeAnswer,
} from './idempotency.js';
import type { Incoming } from './incoming.js';
import { type Outcome, refuse, type Refusal } from './outcome.js';
import { ServiceOptions } from './service-options.js';

/**
 * What a use case has planned on one snapshot: a guarded commit and its outcome; an outcome that needs none; or that
 * the snapshot turned out to be outdated already.
 */
export type Plan<H> =
  | { readonly kind: 'superseded' }
  | {
      readonly kind: 'commit';
      /** Nothing needs to be changed, and this is what stands: then only a request to be remembered is committed. */
      readonly standing?: H;
      readonly commit: (remember?: Remembrance<H>) => Promise<
        | { readonly kind: 'committed'; readonly head: H }
        | { readonly kind: 'superseded' }
        /** The request was performed already, and nothing was done. */
        | { readonly kind: 'known' }
      >;
      readonly done: (head: H) => Outcome;
    }
  | Outcome;

/** A write on its way, and what tells its content from others. */
interface Attempted {
  readonly incoming: Incoming;
  readonly distinctive: Distinctive | undefined;
}

const ROUNDS = 16;

/** Performs writes: each once, however often it is sent under one Idempotency-Key. */
@Injectable()
export class Attempts {
  constructor(
    @Inject(ANSWER_RECORDS) private readonly records: AnswerRecords,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /**
   * Judges a snapshot and commits against that snapshot. When somebody was faster it goes round again on a new one, so
   * that a precondition that no longer holds fails in the engine and nowhere else. Bounded: then 503, not applied.
   * `distinctive`: what tells its content from others, where that is not to be read whole.
   */
  async run<H>(
    incoming: Incoming,
    plan: () => Promise<Plan<H>>,
    distinctive?: Distinctive,
  ): Promise<Outcome> {
    const request = { incoming, distinctive };
    const name = nameOf(incoming);
    const earlier = name && (await this.#replay(name, request));
    if (earlier !== undefined) return earlier;
    for (let round = 0; round < ROUNDS; round++) {
      const step = await plan();
      if (step.kind === 'superseded') continue;
      if (step.kind !== 'commit') return this.#withoutCommit(step, name, request);
      const outcome = await this.#commit(step, name, request);
      if (outcome !== undefined) return outcome;
    }
    return refuse(
      'contention',
      `Others were faster ${ROUNDS} times in a row. Nothing was applied.`,
      undefined,
      { 'Retry-After': '1' },
    );
  }

  /** The outcome of a planned commit; undefined when somebody was faster. */
  async #commit<H>(
    step: Extract<Plan<H>, { kind: 'commit' }>,
    name: RequestName | undefined,
    request: Attempted,
  ): Promise<Outcome | undefined> {
    const malformed = refuseMalformedKey(request.incoming);
    if (malformed !== undefined) return malformed;
    const remember = name && (await this.#remembrance(name, request, step.done));
    if (remember?.kind === 'refused') return remember;
    if (remember === undefined && step.standing !== undefined) return step.done(step.standing);
    const result = await step.commit(remember);
    switch (result.kind) {
      case 'committed':
        return step.done(result.head);
      case 'superseded':
        return undefined;
      case 'known':
        // Its twin was faster. The record may have expired in this very moment: then it goes round again.
        return name && this.#replay(name, request);
      default:
        return result satisfies never;
    }
  }

  /**
   * A refusal may be the doing of the request's own twin, which was committed after the first look: whoever sees its
   * revision sees its record too.
   */
  async #withoutCommit(
    outcome: Outcome,
    name: RequestName | undefined,
    request: Attempted,
  ): Promise<Outcome> {
    if (name === undefined || outcome.kind !== 'refused') return outcome;
    return (await this.#replay(name, request)) ?? outcome;
  }

  /** The answer to the same request earlier, or 422 for another one; undefined when the key is new. */
  async #replay(name: RequestName, { incoming, distinctive }: Attempted): Promise<Outcome | undefined> {
    const record = await this.records.find(name);
    if (record === undefined) return undefined;
    const own = await fingerprintOf(incoming, this.options, distinctive);
    if (own.kind === 'refused') return own;
    if (own.fingerprint !== record.fingerprint) return refuseReusedKey();
    return readAnswer(record.answer, this.records);
  }

  async #remembrance<H>(
    name: RequestName,
    { incoming, distinctive }: Attempted,
    done: (head: H) => Outcome,
  ): Promise<({ readonly kind: 'remembrance' } & Remembrance<H>) | Refusal> {
    const own = await fingerprintOf(incoming, this.options, distinctive);
    if (own.kind === 'refused') return own;
    return {
      kind: 'remembrance',
      ...name,
      fingerprint: own.fingerprint,
      lifetime: this.options.idempotencyLifetime,
      answer: (head) => writeAnswer(done(head)),
    };
  }
}

function nameOf(incoming: Incoming): RequestName | undefined {
  const field = readIdempotencyKey(incoming);
  return field.kind === 'key' ? { scope: incoming.scope, key: field.key } : undefined;
}

/** `make` called at most once, however often a write goes round: content can be read only once. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
