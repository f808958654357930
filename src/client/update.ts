import type { Merged } from './collection.js';
import { Held } from './held.js';
import { backoff, pause } from './pause.js';
import { isOutdated, Problem } from './problem.js';

export interface UpdateOptions<T> {
  /** What an absent document is taken for; without it, the update of one is refused. */
  readonly initial?: T;
  /**
   * When somebody else was faster, lets the service merge both changes instead of calling `change` again; it is called
   * again when they conflict.
   */
  readonly merge?: boolean;
  /** Times that it is tried. 100. */
  readonly attempts?: number;
  readonly signal?: AbortSignal;
}

/** The document that is updated. */
export interface Target<T> {
  /** What it is now; undefined when it may be made of the initial value. */
  read(): Promise<Held<T> | undefined>;
  /** Replaces what the handle holds, or creates; a refusal brings what is there now along when `help` is set. */
  write(held: Held<T> | undefined, data: T, help: boolean): Promise<Held<T>>;
  merge(held: Held<T>, data: T): Promise<Merged<T>>;
}

/** See `Collection.update`. Throws the last Problem with status 412 when all attempts came too late. */
export async function update<T extends object>(
  target: Target<T>,
  change: (data: T) => T | Promise<T>,
  { initial, merge = false, attempts = 100, signal }: UpdateOptions<T>,
): Promise<Held<T>> {
  let held = await target.read();
  for (let n = 1; ; n++) {
    const begun = Date.now();
    // A copy: `change` may work in place, and a handle must go on saying what was read.
    const next = await change(structuredClone(held === undefined ? (initial as T) : held.data));
    let refusal: Problem;
    try {
      // Who was late once is likely to be again, and then spares the read.
      return await target.write(held, next, n > 1);
    } catch (error) {
      if (!isOutdated(error)) throw error;
      refusal = error;
    }
    const merged = merge && held !== undefined ? await mergeOrNothing(target, held, next) : undefined;
    if (merged !== undefined) return merged;
    if (n >= attempts) throw refusal;
    // Of those that were too late, not all shall come again at once; how soon that would be depends on the service.
    const wait = backoff(n, { first: Date.now() - begun + 1, most: LONGEST_PAUSE });
    await pause(wait, signal);
    held = (held && currentOf(held, refusal)) ?? (await target.read());
  }
}

/** Milliseconds between two attempts. */
const LONGEST_PAUSE = 500;

/** The state that a refusal tells of. Others may have written since, as after any read. */
function currentOf<T>({ id }: Held<T>, { details }: Problem): Held<T> | undefined {
  const current = details['current'] as { readonly etag: string; readonly data?: T } | null | undefined;
  return current?.data === undefined ? undefined : new Held(id, current.etag, current.data);
}

async function mergeOrNothing<T extends object>(
  target: Target<T>,
  held: Held<T>,
  data: T,
): Promise<Held<T> | undefined> {
  try {
    return (await target.merge(held, data)).held;
  } catch (error) {
    // In conflict, deleted, or so long ago that the base is no longer kept.
    if (error instanceof Problem && [404, 409, 410].includes(error.status)) return undefined;
    throw error;
  }
}
