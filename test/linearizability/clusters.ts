import type { Operation, StoredVersion } from './operation.js';
import type { Write } from './writes.js';

/** An instant, and the operation that proves it. */
export interface Bound {
  readonly at: number;
  readonly by: Operation | undefined;
  /** Whether it was seen at another document of the same batch. */
  readonly lifted?: boolean;
}

/** One version of a document with everything that showed it. Version 0 is that there was nothing yet. */
export interface Cluster {
  readonly version: StoredVersion;
  /** Undefined for version 0, when there was nothing yet, and for a version that nobody can have written. */
  readonly writer: Write | undefined;
  /** The reads of it, and the refusals that showed it. */
  readonly seen: Operation[];
  /** When it was known first: the earliest end of an operation that made or showed it. */
  lo: Bound;
}

const NEVER: Bound = { at: Number.POSITIVE_INFINITY, by: undefined };

/** A cluster of which nothing is known but its writer. */
export function clusterOf(version: StoredVersion, writer: Write | undefined): Cluster {
  const cluster: Cluster = { version, writer, seen: [], lo: NEVER };
  for (const ack of writer?.acks ?? []) know(cluster, ack);
  return cluster;
}

/** Counts an operation that showed the version. */
export function show(cluster: Cluster, operation: Operation): void {
  cluster.seen.push(operation);
  know(cluster, operation);
}

function know(cluster: Cluster, by: Operation): void {
  if (by.t1 < cluster.lo.at) cluster.lo = { at: by.t1, by };
}

/** When the write of the version may have begun; before all time for version 0. */
export function began({ version, writer }: Cluster): number {
  return version.rev === 0 ? Number.NEGATIVE_INFINITY : (writer?.t0 ?? Number.POSITIVE_INFINITY);
}

/** Whether nothing is there at this version. */
export function isAbsent({ version }: Cluster): boolean {
  return version.nonce === null;
}
