import { Buffer } from 'node:buffer';
import { dumpLines } from '../../../src/operations/commands/dump/lines.js';
import { readDump } from '../../../src/operations/commands/dump/read-dump.js';
import type { DumpSource, Milliseconds, Restoration } from '../../../src/store/index.js';
import type { StorageUnderTest } from '../contract/subject.js';

/** Where a store is or comes to be: a database of its own, empty at first. */
export interface Place {
  /** Opens the store to be written; made when there is none. Commit times come from `now`. */
  open(now: () => Milliseconds): Promise<StorageUnderTest>;
  /** Reads all of it, beside an open store too. */
  dump(now: () => Milliseconds): Promise<DumpSource>;
  /** Makes it hold a dump. */
  restore(restoration: Restoration): Promise<void>;
}

/** An adapter of the port, as these tests need it. */
export interface Engine {
  readonly name: string;
  /** A new place each time it is called. */
  newPlace(): Place;
}

/** Everything the port promises of a move from one engine to another, or to itself. */
export type Move = Readonly<Record<'from' | 'to', Engine>> & {
  /** How many histories are lived through. */
  readonly runs: number;
};

/** Some moment. */
export const MOMENT = 1_767_225_600_000;

/** A clock that only the test moves. */
export class Clock {
  time = MOMENT;
  readonly now = (): Milliseconds => this.time as Milliseconds;
}

/** Moves what is at `from` to a new place, as the commands do with a file between; returns that. */
export async function move({ from, to }: { from: Place; to: Engine }, clock: Clock): Promise<Place> {
  const place = to.newPlace();
  const source = await from.dump(clock.now);
  try {
    await place.restore(await readDump(bytesOf(dumpLines(source, new Date(clock.time)))));
  } finally {
    await source.close();
  }
  return place;
}

async function* bytesOf(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const block of lines) yield Buffer.from(block);
}
