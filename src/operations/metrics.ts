import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { CommittedGroup } from '../storage/index.js';
import type { EventLoop } from './event-loop.js';
import { MEMBERS, SECONDS, Tally } from './tally.js';
import { TalliedHistogram } from './tallied-histogram.js';
import type { Traffic } from './traffic.js';

/** What the figures are read from when somebody asks for them. */
export interface MetricSources {
  readonly traffic: Pick<Traffic, 'answers' | 'problems' | 'working'>;
  /** Has `listener` told of every transaction of the writer. */
  readonly onGroup: (listener: (group: CommittedGroup) => void) => void;
  /** Writes that wait for their turn. */
  readonly waitingWrites: () => number;
  /** Readers that wait for news. */
  readonly waitingReaders: () => number;
  readonly connections: () => Promise<number>;
  readonly eventLoop: Pick<EventLoop, 'overloaded' | 'delays'>;
}

/**
 * The figures of this process in Prometheus's text format. Labels take values from closed sets only: routes, methods,
 * statuses, types of problems. The registry is made when it is first asked for: who is not watched pays for counting only.
 */
export class Metrics {
  readonly #members = new Tally(MEMBERS);
  readonly #seconds = new Tally(SECONDS);
  #registry: Registry | undefined;

  constructor(private readonly sources: MetricSources) {
    sources.onGroup(({ members, seconds }) => {
      this.#members.add(members);
      this.#seconds.add(seconds);
    });
  }

  async read(): Promise<{ readonly text: string; readonly mediaType: string }> {
    const registry = (this.#registry ??= this.#register());
    return { text: await registry.metrics(), mediaType: registry.contentType };
  }

  #register(): Registry {
    const registry = new Registry();
    const { traffic, eventLoop, ...sources } = this.sources;
    registry.registerMetric(
      new Counter({
        name: 'etagere_http_requests_total',
        help: 'Requests that were answered.',
        labelNames: ['route', 'method', 'status'],
        registers: [],
        collect() {
          this.reset();
          for (const { route, method, byStatus } of traffic.answers()) {
            for (const [status, count] of byStatus) this.inc({ route, method, status }, count);
          }
        },
      }),
    );
    registry.registerMetric(
      new TalliedHistogram(
        {
          name: 'etagere_http_request_duration_seconds',
          help: 'From the header section to the end of the answer, without streams and reads that asked to wait.',
        },
        () => durations(traffic),
      ),
    );
    registry.registerMetric(
      new Counter({
        name: 'etagere_problems_total',
        help: 'Answers that were problems, by the last segment of their type.',
        labelNames: ['type'],
        registers: [],
        collect() {
          this.reset();
          for (const [type, count] of traffic.problems) this.inc({ type }, count);
        },
      }),
    );
    registry.registerMetric(
      new TalliedHistogram(
        { name: 'etagere_commit_group_size', help: 'Writes that shared one commit.' },
        () => [[{}, this.#members]],
      ),
    );
    registry.registerMetric(
      new TalliedHistogram(
        {
          name: 'etagere_commit_seconds',
          help: 'From the beginning of a transaction to its durable commit.',
        },
        () => [[{}, this.#seconds]],
      ),
    );
    registry.registerMetric(
      new TalliedHistogram(
        {
          name: 'etagere_event_loop_delay_seconds',
          help: 'The longest delay of the event loop in each half second.',
        },
        () => [[{}, eventLoop.delays]],
      ),
    );
    gauge(registry, 'requests_in_progress', 'Requests that are being worked on.', () => traffic.working);
    gauge(registry, 'write_queue_length', 'Writes that wait for their turn.', sources.waitingWrites);
    gauge(registry, 'waiting_readers', 'Long polls and streams that wait for news.', sources.waitingReaders);
    gauge(registry, 'connections', 'Connections that are open.', sources.connections);
    gauge(registry, 'overloaded', '1 while work is turned away, else 0.', () => Number(eventLoop.overloaded));
    // CPU, memory, descriptors, garbage collection.
    collectDefaultMetrics({ register: registry });
    // Whoever reads these begins them anew for everybody else; ours only rises.
    for (const { name } of registry.getMetricsAsArray()) {
      if (name.startsWith('nodejs_eventloop_lag')) registry.removeSingleMetric(name);
    }
    return registry;
  }
}

function gauge(registry: Registry, name: string, help: string, value: () => number | Promise<number>): void {
  registry.registerMetric(
    new Gauge({
      name: `etagere_${name}`,
      help,
      registers: [],
      async collect() {
        this.set(await value());
      },
    }),
  );
}

function* durations(
  traffic: Pick<Traffic, 'answers'>,
): Generator<readonly [Readonly<Record<string, string>>, Tally]> {
  for (const { route, method, seconds } of traffic.answers()) yield [{ route, method }, seconds];
}
