import { quoted } from '../legible.js';

/** Steps that listing one name of an object is worth. */
export const NAME_STEPS = 2;

/** Characters of a name that a message repeats. */
const MOST_CHARACTERS = 80;

/** A member's name for a sentence, cut when it is long. */
export function describeName(name: string): string {
  return name.length > MOST_CHARACTERS ? `${quoted(name.slice(0, MOST_CHARACTERS))}…` : quoted(name);
}
