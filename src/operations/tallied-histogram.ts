import { Histogram } from 'prom-client';
import type { Tally } from './tally.js';

/** What a histogram shows: tallies, each under its labels. */
export type Tallied = () => Iterable<readonly [labels: Readonly<Record<string, string>>, tally: Tally]>;

interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A histogram whose values are counted elsewhere: the library's own does more for each value than a request should pay. */
export class TalliedHistogram extends Histogram {
  constructor(
    private readonly described: { readonly name: string; readonly help: string },
    private readonly tallied: Tallied,
  ) {
    super({ ...described, registers: [] });
  }

  /** What the registry writes, in the form in which it asks its own histograms for it. */
  async getForPromString(): Promise<unknown> {
    const values: Sample[] = [];
    for (const [labels, tally] of this.tallied()) values.push(...this.#samples(labels, tally));
    return { ...this.described, type: 'histogram', values, aggregator: 'sum' };
  }

  *#samples(labels: Readonly<Record<string, string>>, tally: Tally): Generator<Sample> {
    const { name } = this.described;
    let below = 0;
    for (const [index, bound] of tally.bounds.entries()) {
      below += tally.counts[index] ?? 0;
      yield { metricName: `${name}_bucket`, labels: { le: bound, ...labels }, value: below };
    }
    yield { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: tally.count };
    yield { metricName: `${name}_sum`, labels, value: tally.sum };
    yield { metricName: `${name}_count`, labels, value: tally.count };
  }
}
