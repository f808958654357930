import { APPLICATORS, branchAlone } from './applicators.js';
import { ANNOTATIONS } from './annotations.js';
import { ASSERTIONS } from './assertions.js';
import { CORE } from './core.js';
import type { Build } from './draft.js';
import { MEMBERS_AND_ELEMENTS } from './members-and-elements.js';

/** Every keyword of JSON Schema 2020-12 that has a meaning here, in the order in which they judge. */
export const KEYWORDS: ReadonlyMap<string, Build> = new Map([
  ...Object.entries(CORE),
  ...Object.entries(ANNOTATIONS),
  ...Object.entries(ASSERTIONS),
  ...Object.entries(MEMBERS_AND_ELEMENTS),
  ...Object.entries(APPLICATORS),
  ['then', branchAlone],
  ['else', branchAlone],
]);
