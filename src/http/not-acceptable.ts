import type { NotAcceptable } from '../representation/index.js';
import { refuse, type Refusal } from './outcome.js';

/** 406 with the list of what exists (9110 15.5.7). */
export function refuseNotAcceptable({ field, available }: NotAcceptable): Refusal {
  return refuse('not-acceptable', `The ${field} field excludes all there is: ${available.join(', ')}.`, {
    field,
    available,
  });
}
