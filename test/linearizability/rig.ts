import type { Chance } from '../races/chance.js';
import type { ChildService } from '../races/child-service.js';
import type { Recorder } from './recorder.js';

/** What a run is made on. */
export interface Rig {
  /** The processes of the service: one on SQLite, several on PostgreSQL. */
  readonly replicas: readonly ChildService[];
  readonly database:
    | { readonly kind: 'sqlite'; readonly file: string; readonly folder: DatabaseFolder }
    | { readonly kind: 'postgresql'; readonly server: DatabaseServer };
  readonly recorder: Recorder;
  readonly chance: Chance;
}

/** A database on a PostgreSQL server. */
export interface DatabaseServer {
  readonly url: string;
  /** The server itself; undefined when it is not ours to kill. */
  readonly engine: { kill(): Promise<void>; start(): Promise<void> } | undefined;
  remove(): Promise<void>;
}

/** Where a database file lies. */
export interface DatabaseFolder {
  readonly path: string;
  /** Whether it is a small file system of its own, that can be filled up. */
  readonly small: boolean;
  remove(): Promise<void>;
}

/** Something that is done to the service under load. It ends with everything as it was. */
export interface Fault {
  readonly name: string;
  run(rig: Rig): Promise<void>;
}

/** One of the replicas, by chance. */
export function anyReplica({ replicas, chance }: Rig): ChildService {
  return chance.pick(replicas);
}
