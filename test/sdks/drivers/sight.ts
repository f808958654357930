// Shared by the drivers, which are compiled with the generated code, and by the test. Imports nothing.

/** What a program saw of one story through its SDK. The test holds it against what the service did. */
export interface Sight {
  /** The tag of the first read. */
  readonly read: string;
  /** What the SDK made of 304. */
  readonly unchanged: Manner;
  /** The tag after the update. */
  readonly updated: string;
  /** What the SDK made of 412, and what its problem says. */
  readonly refused: { readonly manner: Manner; readonly field: string; readonly current: string };
  /** The tag after the second try. */
  readonly kept: string;
}

/** How an answer that is no success comes out of an SDK. */
export type Manner = 'returned' | 'thrown';

/** The document that the story is about. */
export const ID = 'atlantis';

/** The tag of an answer, without which there is no next write. */
export function tagOf(headers: Headers): string {
  const tag = headers.get('ETag');
  if (tag === null) throw new Error('the answer has no ETag');
  return tag;
}

/** What must not be: the story goes another way. */
export function unexpected(step: string, answer: unknown): Error {
  return new Error(`${step}: ${JSON.stringify(answer)}`);
}
