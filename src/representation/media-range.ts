import { type Parameter, parsePreferences, type Preference } from './preferences.js';

// Media types against the ranges of an Accept field (9110 12.5.1).

/** A media type as Accept can ask for it. */
export interface Offer {
  readonly type: string;
  readonly parameters: readonly Parameter[];
}

/** All our texts are UTF-8, so whoever asks for that gets them, though JSON's type has no such parameter (8259 11). */
const UTF8: Parameter = { name: 'charset', value: 'utf-8' };

/** A media type that is offered, with its parameters. */
export function readOffer(mediaType: string): Offer {
  const [read] = parsePreferences(mediaType);
  return { type: read?.name ?? mediaType, parameters: [...(read?.parameters ?? []), UTF8] };
}

/**
 * The candidate whose type suits the Accept field best: by weight, then by how specifically the field names it, then by
 * order. The first one when nothing in the field can be read; undefined when all are excluded.
 */
export function best<T>(
  candidates: readonly T[],
  offerOf: (candidate: T) => Offer,
  accept: string,
): T | undefined {
  const preferences = parsePreferences(accept);
  if (preferences.length === 0) return candidates[0];
  let chosen: T | undefined;
  let highest: Rank = { weight: 0, specificity: NO_MATCH };
  for (const candidate of candidates) {
    const rank = rankOf(offerOf(candidate), preferences);
    if (rank.weight === 0 || !exceeds(rank, highest)) continue;
    chosen = candidate;
    highest = rank;
  }
  return chosen;
}

interface Rank {
  readonly weight: number;
  readonly specificity: number;
}

function exceeds(a: Rank, b: Rank): boolean {
  return a.weight > b.weight || (a.weight === b.weight && a.specificity > b.specificity);
}

/** 9110 12.5.1: the most specific range that matches decides; of several such, the kindest. */
function rankOf(offer: Offer, preferences: readonly Preference[]): Rank {
  let rank: Rank = { weight: 0, specificity: NO_MATCH };
  for (const preference of preferences) {
    const specificity = specificityOf(preference, offer);
    if (specificity === NO_MATCH || specificity < rank.specificity) continue;
    if (specificity > rank.specificity || preference.weight > rank.weight) {
      rank = { weight: preference.weight, specificity };
    }
  }
  return rank;
}

const NO_MATCH = -1;

/** 0 for any type, 1 for a type's subtypes, and more with each parameter. */
function specificityOf({ name, parameters }: Preference, offer: Offer): number {
  const matches = parameters.every(({ name: wanted, value }) =>
    offer.parameters.some((parameter) => parameter.name === wanted && parameter.value === value),
  );
  if (!matches) return NO_MATCH;
  if (name === offer.type) return 2 + parameters.length;
  if (name === '*/*') return 0;
  return name === `${offer.type.slice(0, offer.type.indexOf('/'))}/*` ? 1 : NO_MATCH;
}
