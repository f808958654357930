import type * as Client from '../../src/client/index.js';

// A name that the compiler does not follow: types are checked before anything is built.
const BUILT: string = 'etagere/client';

/** The client as its users import it: what was built. */
export const { Etagere, Problem, isOutdated } = (await import(BUILT)) as typeof Client;

/** The Problem that `promise` is rejected with. */
export async function problemOf(promise: Promise<unknown>): Promise<Client.Problem> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error;
  throw new Error(`no problem, but ${String(error)}`);
}

/** All that an iteration brings. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}
