/** Whole milliseconds since 1970-01-01 UTC. */
export type Milliseconds = number & { readonly __unit: 'Milliseconds' };

/** How many changes one item has seen. Rises by one with each committed change, also across delete and re-create. */
export type Revision = number & { readonly __unit: 'Revision' };

/** The place of a change among all changes of its collection. Never issued twice. */
export type Sequence = number & { readonly __unit: 'Sequence' };

/** Beyond this a counter could no longer be told from its neighbour as a JSON number: the store refuses to go on. */
export const MAX_COUNTER = Number.MAX_SAFE_INTEGER;
