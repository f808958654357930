import type { FeedPage, Operation } from './operation.js';

/** What happened to the service in a run. */
export interface FaultRecord {
  readonly name: string;
  readonly at: number;
  /** Writes that were under way just then. */
  readonly inFlight: number;
}

/** What everybody in a run adds to. */
export class Recorder {
  readonly operations: Operation[] = [];
  readonly pages: FeedPage[] = [];
  readonly faults: FaultRecord[] = [];
  /** When a process of the service or of the database was killed. */
  readonly kills: number[] = [];
  /** Faults that could not be made here, with the reason. */
  readonly skipped = new Map<string, string>();
  /** What no request and no fault should ever come to. */
  readonly surprises: string[] = [];
  /** Writes that were sent and not answered yet. */
  inFlight = 0;
  /** Writes that were acknowledged. */
  acknowledged = 0;
  #clients = 0;
  #names = 0;

  /** A number for a client that nobody had yet. */
  nextClient(): number {
    return this.#clients++;
  }

  /** A name that nothing else has. */
  nextName(prefix: string): string {
    return `${prefix}${++this.#names}`;
  }

  add(operation: Omit<Operation, 'id'>): void {
    this.operations.push({ id: this.operations.length, ...operation });
    if (operation.f !== 'read' && operation.out === 'ok') this.acknowledged++;
  }

  fault(name: string, killed = false): void {
    const at = performance.now();
    this.faults.push({ name, at, inFlight: this.inFlight });
    if (killed) this.kills.push(at);
  }
}

/** How much a history tells. */
export interface Counts {
  readonly acknowledged: number;
  readonly refused412: number;
  readonly confirmed304: number;
  readonly unknown: number;
  readonly faults: number;
  /** Faults that came while a write was under way. */
  readonly faultsInFlight: number;
}

/** What a run must have seen to prove anything. */
export const LEAST: Counts = {
  acknowledged: 2000,
  refused412: 200,
  confirmed304: 200,
  unknown: 20,
  faults: 1,
  faultsInFlight: 1,
};

export function countAll({ operations, faults }: Recorder): Counts {
  const count = (wanted: (operation: Operation) => boolean) => operations.filter(wanted).length;
  return {
    acknowledged: count(({ f, out }) => f !== 'read' && out === 'ok'),
    refused412: count(({ status }) => status === 412),
    confirmed304: count(({ status }) => status === 304),
    unknown: count(({ f, out }) => f !== 'read' && out === 'info'),
    faults: faults.length,
    faultsInFlight: faults.filter(({ inFlight }) => inFlight > 0).length,
  };
}

/** What `counts` has too little of. */
export function shortOf(counts: Counts, least: Partial<Counts> = LEAST): string[] {
  const names = Object.keys(least) as (keyof Counts)[];
  return names
    .filter((name) => counts[name] < (least[name] ?? 0))
    .map((name) => `${name} ${counts[name]}, not ${least[name]}`);
}
