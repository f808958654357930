import { Inject, Injectable } from '@nestjs/common';
import { type DocumentPlan, DocumentWrites, type Planner, refuseAccept } from '../documents/index.js';
import {
  Attempts,
  type Incoming,
  needOf,
  once,
  type Outcome,
  Paths,
  type Plan,
  readJson,
  refuse,
  refuseEnvelope,
  type Refusal,
  ServiceOptions,
  wholeContent,
} from '../http/index.js';
import { acceptDocument, parseJson } from '../json/index.js';
import { DOCUMENT_STORE, type DocumentHead, type DocumentStore } from '../store/index.js';
import { readBatch } from './batch-content.js';
import type { Operation } from './operation.js';
import { OperationRequest } from './operation-request.js';
import { type Judged, type Planned, refuseAll, showAll } from './results.js';

/** Milliseconds of judging after which others get a turn: a patch of a large document takes some of them. */
const TURN = 10;

/** How much deeper than a document a batch may be: enough that a body which is too deep is told so by itself. */
const DEEPER = 2;

/** One operation and what judges it. */
interface Step {
  readonly operation: Operation;
  readonly request: OperationRequest;
  /** Why its client may not do that, whatever is there. */
  readonly refusal: Refusal | undefined;
  readonly plan: Planner;
}

/** A batch taken apart, or why that cannot be done. */
type ReadSteps = { readonly kind: 'steps'; readonly steps: readonly Step[] } | Refusal;

/** POST of a batch: several writes in one transaction, all of them or none. */
@Injectable()
export class PerformBatch {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(DocumentWrites) private readonly writes: DocumentWrites,
    @Inject(DOCUMENT_STORE) private readonly store: DocumentStore,
    @Inject(Paths) private readonly paths: Paths,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** 200 with a result for each operation when all were performed; else nothing was. */
  perform(incoming: Incoming): Promise<Outcome> {
    const { batchLimit } = this.options;
    const steps = once(() => this.#read(incoming));
    return this.attempts.run<readonly DocumentHead[]>(
      incoming,
      async () => {
        const refusal =
          refuseAccept(incoming) ??
          refuseEnvelope(incoming, { bodyLimit: batchLimit }, ['application/json'], 'Accept') ??
          refusePreconditions(incoming);
        if (refusal !== undefined) return refusal;
        const read = await steps();
        return read.kind === 'refused' ? read : this.#plan(await this.#judge(read.steps), incoming);
      },
      () => this.#distinctive(incoming, steps),
    );
  }

  /** What tells one batch from another; asked before an earlier answer is repeated, which only those get who may see it. */
  async #distinctive(incoming: Incoming, steps: () => Promise<ReadSteps>) {
    const content = await wholeContent(incoming, this.options.batchLimit)();
    if (content.kind === 'refused') return content;
    const read = await steps();
    if (read.kind === 'refused') return content;
    const judged = read.steps.map(({ operation, refusal }): Judged => {
      return { operation, plan: refusal ?? { kind: 'superseded' } };
    });
    return refuseAll(judged, this.paths.basePath) ?? content;
  }

  async #read(incoming: Incoming): Promise<ReadSteps> {
    const { batchLimit, maxDepth } = this.options;
    const limits = { bodyLimit: batchLimit, maxDepth: DEEPER * maxDepth };
    const content = await readJson(incoming, limits, acceptDocument);
    if (content.kind === 'refused') return content;
    const batch = readBatch(parseJson(content.text), this.paths.basePath);
    if (batch.kind === 'refused') return batch;
    const { return: wanted } = incoming.preferences;
    const steps = batch.operations.map((operation) => {
      const request = new OperationRequest(operation, wanted, incoming.author);
      // As if it came alone, from the same table.
      const refusal = incoming.refuse(needOf(operation.method, this.#routed(operation)));
      const plan = refusal === undefined ? this.#planner(operation, request) : async () => refusal;
      return { operation, request, refusal, plan };
    });
    return { kind: 'steps', steps };
  }

  /** The path of an operation as the router would see it. */
  #routed({ path }: Operation): string {
    return path.slice(this.paths.basePath.length);
  }

  #planner({ method, target }: Operation, request: OperationRequest): Planner {
    if (target.kind === 'misnamed') return async () => target.refusal;
    if (target.kind === 'list') {
      return this.writes.planner({ method: 'POST', collection: target.collection }, request);
    }
    if (method === 'POST') throw new Error('POST to a document is no operation');
    return this.writes.planner({ method, key: target.key }, request);
  }

  /** Judges every operation, even behind one that fails: the client is to see all that is wrong at once. */
  async #judge(steps: readonly Step[]): Promise<readonly Judged[]> {
    const judged: Judged[] = [];
    // Refusals may show documents; a hundred of them are more than an answer should hold.
    let room = this.options.batchLimit;
    let since = performance.now();
    for (const { operation, request, plan } of steps) {
      if (room <= 0) request.withhold();
      const step = { operation, plan: await plan() };
      if (step.plan.kind === 'refused') room -= JSON.stringify(step.plan.problem).length;
      judged.push(step);
      if (performance.now() - since < TURN) continue;
      await new Promise((resolve) => setImmediate(resolve));
      since = performance.now();
    }
    return judged;
  }

  #plan(judged: readonly Judged[], incoming: Incoming): Plan<readonly DocumentHead[]> {
    const refusal = refuseAll(judged, this.paths.basePath);
    if (refusal !== undefined) return refusal;
    if (!judged.every(isPlanned)) return { kind: 'superseded' };
    const changes = judged.map(({ plan }) => plan.change);
    return {
      kind: 'commit',
      commit: async (remember) => {
        const result = await this.store.commitAll(changes, remember);
        return result.kind === 'committed' ? { kind: 'committed', head: result.heads } : result;
      },
      done: (heads) => showAll(judged, heads, this.paths, incoming.preferences),
    };
  }
}

function isPlanned(judged: { readonly plan: DocumentPlan }): judged is Planned {
  return judged.plan.kind === 'commit';
}

/** 400: a precondition in front of a batch would guard nothing. Dates are ignored: there is none to compare (9110 13.1.4). */
function refusePreconditions({ preconditions }: Incoming): Refusal | undefined {
  const { ifMatch, ifNoneMatch } = preconditions;
  if (ifMatch.kind === 'absent' && ifNoneMatch.kind === 'absent') return undefined;
  const field = ifMatch.kind === 'absent' ? 'If-None-Match' : 'If-Match';
  return refuse(
    'misplaced-precondition',
    `${field} says nothing about a batch, which has no tag. Leave it out, and give the operations "ifMatch" or ` +
      '"ifNoneMatch". Nothing was done.',
    { field },
  );
}
