/** What each rule's breach is called. Reliable stores keep all of them. */
export const RULES = {
  R1: 'duplicate revision',
  R2: 'lost update',
  R3: 'refused but applied',
  R4: 'lost acknowledgement',
  R5: 'outdated read or 304',
  R6: 'dirty read',
  R7: 'applied twice',
  R8: 'false 412',
  R9: 'revision or tag reused',
  R10: 'torn batch',
  R11: 'feed out of order',
  R12: 'commits out of order',
} as const;

/** The name of a rule. */
export type Rule = keyof typeof RULES;

/** One proof that a promise was broken. */
export interface Violation {
  readonly rule: Rule;
  readonly key: string;
  readonly detail: string;
}

/** A violation in one line. */
export function formatViolation({ rule, key, detail }: Violation): string {
  return `${rule} ${RULES[rule]}: ${key}: ${detail}`;
}
