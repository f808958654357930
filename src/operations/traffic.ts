import type { IncomingMessage } from 'node:http';
import {
  type Observe,
  type Outcome,
  type ProblemSlug,
  type Refusal,
  requestedPath,
  routeOf,
  statusOf,
} from '../http/index.js';
import { clientAddress } from './client-address.js';
import type { Log } from './log.js';
import { idOf, knownId, traceOf } from './request-identity.js';
import { SECONDS, Tally } from './tally.js';

const BEGAN = Symbol('when work on the request began');

interface Watched {
  [BEGAN]?: number | undefined;
}

/** What the operator wants to hear of requests. */
export interface TrafficOptions {
  /** A line in the log for each of them. */
  readonly logRequests: boolean;
  /** Proxies in front of the service that tell in X-Forwarded-For who sent a request. */
  readonly proxies: number;
  /** Server-Timing in each answer. */
  readonly serverTiming: boolean;
}

/** Answers to one method of one route. */
export interface Answers {
  /** Its template, as the documentation writes it; `none` for what no route took. */
  readonly route: string;
  readonly method: string;
  readonly byStatus: Map<number, number>;
  /** How long they took, without those that the client asked to be kept waiting for. */
  readonly seconds: Tally;
}

/** The methods that have a name of their own among the figures: what a client makes up has not. */
const METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Counts requests and, if that is wanted, logs them. Nothing in it grows with what clients write. */
export class Traffic implements Observe {
  readonly problems = new Map<ProblemSlug, number>();
  readonly #answers = new Map<string, Map<string, Answers>>();
  readonly #onIdle: (() => void)[] = [];
  #begun = 0;
  #ended = 0;

  constructor(
    private readonly log: Pick<Log, 'event'>,
    private readonly options: TrafficOptions,
    /** Asked of each request whether there is room for it. */
    readonly admit: (request: IncomingMessage) => Refusal | undefined,
  ) {}

  /** Requests that are being worked on, those that wait and those whose client has left among them. */
  get working(): number {
    return this.#begun - this.#ended;
  }

  *answers(): Generator<Answers> {
    for (const methods of this.#answers.values()) yield* methods.values();
  }

  begun(request: IncomingMessage): void {
    this.#begun += 1;
    (request as Watched)[BEGAN] = performance.now();
  }

  sign(request: IncomingMessage, head: Record<string, string | number>): void {
    const { logRequests, serverTiming } = this.options;
    const id = logRequests ? idOf(request) : knownId(request);
    if (id !== undefined) head['X-Request-Id'] = id;
    const began = (request as Watched)[BEGAN];
    if (serverTiming && began !== undefined) {
      head['Server-Timing'] = `total;dur=${(performance.now() - began).toFixed(2)}`;
    }
  }

  ended(request: IncomingMessage, outcome: Outcome): void {
    const began = (request as Watched)[BEGAN];
    if (began === undefined) return;
    (request as Watched)[BEGAN] = undefined;
    this.#ended += 1;
    const milliseconds = performance.now() - began;
    const status = statusOf(outcome);
    const answers = this.#answersOf(routeOf(request) ?? '', request.method ?? '');
    answers.byStatus.set(status, (answers.byStatus.get(status) ?? 0) + 1);
    if (!isHeld(outcome)) answers.seconds.add(milliseconds / 1000);
    if (outcome.kind === 'refused') this.#problem(outcome.problem.slug);
    if (this.options.logRequests) this.#tell(request, answers.route, status, milliseconds);
    if (this.#onIdle.length > 0 && this.working === 0) for (const act of this.#onIdle.splice(0)) act();
  }

  refused(slug: ProblemSlug): void {
    this.#problem(slug);
  }

  /** Resolves when nothing is being worked on, and after `patience` milliseconds at the latest. */
  idle(patience: number): Promise<void> {
    if (this.working === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.#onIdle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #answersOf(route: string, method: string): Answers {
    const name = METHODS.has(method) ? method : 'other';
    let methods = this.#answers.get(route);
    if (methods === undefined) this.#answers.set(route, (methods = new Map()));
    let answers = methods.get(name);
    if (answers === undefined) {
      answers = { route: template(route), method: name, byStatus: new Map(), seconds: new Tally(SECONDS) };
      methods.set(name, answers);
    }
    return answers;
  }

  #problem(slug: ProblemSlug): void {
    this.problems.set(slug, (this.problems.get(slug) ?? 0) + 1);
  }

  /** Never the query, a field or content: they may hold what nobody else should read. */
  #tell(request: IncomingMessage, route: string, status: number, milliseconds: number): void {
    const trace = traceOf(request);
    this.log.event('info', 'request', {
      id: idOf(request),
      client: clientAddress(request, this.options.proxies),
      ...(trace !== undefined && { trace }),
      method: request.method,
      path: requestedPath(request),
      route,
      status,
      milliseconds: Math.round(milliseconds * 1000) / 1000,
    });
  }
}

function template(route: string): string {
  return route === '' ? 'none' : route.replaceAll(/:(\w+)/g, '{$1}');
}

/** Whether the client asked for an answer that takes its time: that says nothing of the service. */
function isHeld(outcome: Outcome): boolean {
  if (outcome.kind === 'stream') return true;
  if (outcome.kind !== 'found' && outcome.kind !== 'not-modified') return false;
  return outcome.fields?.['Preference-Applied'] === 'wait';
}
