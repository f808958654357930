import type { Build } from './draft.js';
import { contains, items, prefixItems, unevaluatedItems } from './elements.js';
import {
  additionalProperties,
  dependentRequired,
  patternProperties,
  properties,
  propertyNames,
  required,
  unevaluatedProperties,
} from './members.js';

/** Keywords that judge what is in an object or an array (core 10.3, 11; validation 6.5). */
export const MEMBERS_AND_ELEMENTS: Readonly<Record<string, Build>> = {
  required,
  dependentRequired,
  propertyNames,
  properties,
  patternProperties,
  additionalProperties,
  prefixItems,
  items,
  contains,
  // They are part of `contains`, and checked for their form only.
  minContains: wholeNumber,
  maxContains: wholeNumber,
  unevaluatedProperties,
  unevaluatedItems,
};

function wholeNumber(...[value, place]: Parameters<Build>): undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return undefined;
  return place.fault('must be a whole number that is not negative');
}
