import { COMMA, SEMICOLON, splitUnquoted, unquote } from '../representation/index.js';

/** The preferences of a request that this service honours (RFC 7240); what it does not know is ignored. */
export interface Preferences {
  /** How much a write's answer should hold; undefined: not said, or said both ways. */
  readonly return: 'minimal' | 'representation' | undefined;
}

const NONE: Preferences = { return: undefined };

/** Reads the lines of Prefer. */
export function parsePrefer(lines: readonly string[] | undefined): Preferences {
  if (lines === undefined) return NONE;
  const wanted = splitUnquoted(lines.join(','), COMMA).flatMap((member) => readReturn(member) ?? []);
  // 7240 4.2: both at once contradict each other. Otherwise the first is the one that counts (7240 2).
  if (wanted.includes('minimal') && wanted.includes('representation')) return NONE;
  const [first] = wanted;
  return first === 'minimal' || first === 'representation' ? { return: first } : NONE;
}

/** The value of a member that is called `return`: `return = word ; parameters`. What cannot be read is ignored. */
function readReturn(member: string): string | undefined {
  const [preference = ''] = splitUnquoted(member, SEMICOLON);
  const equals = preference.indexOf('=');
  if (equals === -1 || preference.slice(0, equals).trim().toLowerCase() !== 'return') return undefined;
  const value = preference.slice(equals + 1).trim();
  // 7240 2: a word in quotes means the same as without.
  return (value.startsWith('"') ? unquote(value) : value).toLowerCase();
}
