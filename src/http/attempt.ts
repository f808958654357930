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
  wholeContent,
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

/** A request that its client has named, and the digest that tells it from others. */
interface Named extends RequestName {
  readonly target: string;
  readonly fingerprint: () => ReturnType<typeof fingerprintOf>;
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
   * `distinctive` is what tells the content of such a request from others: it may be wanted before it is judged.
   */
  async run<H>(
    incoming: Incoming,
    plan: () => Promise<Plan<H>>,
    distinctive = wholeContent(incoming, this.options.bodyLimit),
  ): Promise<Outcome> {
    const named = nameOf(incoming, distinctive);
    const earlier = named && (await this.#replay(named));
    if (earlier !== undefined) return earlier;
    for (let round = 0; round < ROUNDS; round++) {
      const step = await plan();
      if (step.kind === 'superseded') continue;
      if (step.kind !== 'commit') return this.#withoutCommit(step, named);
      const outcome = await this.#commit(step, named, incoming);
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
    named: Named | undefined,
    incoming: Incoming,
  ): Promise<Outcome | undefined> {
    const malformed = refuseMalformedKey(incoming);
    if (malformed !== undefined) return malformed;
    const remember = named && (await this.#remembrance(named, step.done));
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
        return named && this.#replay(named);
      default:
        return result satisfies never;
    }
  }

  /**
   * A refusal may be the doing of the request's own twin, which was committed after the first look: whoever sees its
   * revision sees its record too.
   */
  async #withoutCommit(outcome: Outcome, named: Named | undefined): Promise<Outcome> {
    if (named === undefined || outcome.kind !== 'refused') return outcome;
    return (await this.#replay(named)) ?? outcome;
  }

  /** The answer to the same request earlier, or 422 for another one; undefined when the key is new. */
  async #replay({ scope, key, fingerprint }: Named): Promise<Outcome | undefined> {
    const record = await this.records.find({ scope, key });
    if (record === undefined) return undefined;
    const own = await fingerprint();
    if (own.kind === 'refused') return own;
    if (own.fingerprint !== record.fingerprint) return refuseReusedKey();
    return readAnswer(record.answer, this.records);
  }

  async #remembrance<H>(
    { scope, key, target, fingerprint }: Named,
    done: (head: H) => Outcome,
  ): Promise<({ readonly kind: 'remembrance' } & Remembrance<H>) | Refusal> {
    const own = await fingerprint();
    if (own.kind === 'refused') return own;
    return {
      kind: 'remembrance',
      scope,
      key,
      fingerprint: own.fingerprint,
      lifetime: this.options.idempotencyLifetime,
      answer: (head) => writeAnswer(done(head), target),
    };
  }
}

function nameOf(incoming: Incoming, distinctive: Distinctive): Named | undefined {
  const field = readIdempotencyKey(incoming);
  if (field.kind !== 'key') return undefined;
  return {
    scope: incoming.scope,
    key: field.key,
    target: incoming.target,
    fingerprint: once(() => fingerprintOf(incoming, distinctive)),
  };
}

/** `make` called at most once, however often a write goes round: content can be read only once. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
