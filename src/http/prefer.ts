import { COMMA, SEMICOLON, splitUnquoted, unquote } from '../representation/index.js';

/** The preferences of a request that this service honours (RFC 7240); what it does not know is ignored. */
export interface Preferences {
  /** How much a write's answer should hold; undefined: not said, or said both ways. */
  readonly return: 'minimal' | 'representation' | undefined;
  /** Seconds for which a read may be held back until there is something new; undefined: not said, or no number. */
  readonly wait: number | undefined;
}

const NONE: Preferences = { return: undefined, wait: undefined };

/** Reads the lines of Prefer. */
export function parsePrefer(lines: readonly string[] | undefined): Preferences {
  if (lines === undefined) return NONE;
  const members = splitUnquoted(lines.join(','), COMMA).flatMap((member) => readPreference(member) ?? []);
  const wait = members.find(({ name }) => name === 'wait');
  return {
    return: readReturn(members.flatMap(({ name, value }) => (name === 'return' ? [value] : []))),
    wait: wait && readSeconds(wait.value),
  };
}

/** 7240 4.2: both at once contradict each other. Otherwise the first is the one that counts (7240 2). */
function readReturn(wanted: readonly string[]): Preferences['return'] {
  if (wanted.includes('minimal') && wanted.includes('representation')) return undefined;
  const [first] = wanted;
  return first === 'minimal' || first === 'representation' ? first : undefined;
}

/** 7240 4.3: delta-seconds. */
function readSeconds(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** A member `name = word ; parameters` of the field. What cannot be read is ignored. */
function readPreference(member: string): { readonly name: string; readonly value: string } | undefined {
  const [preference = ''] = splitUnquoted(member, SEMICOLON);
  const equals = preference.indexOf('=');
  if (equals === -1) return undefined;
  const value = preference.slice(equals + 1).trim();
  return {
    name: preference.slice(0, equals).trim().toLowerCase(),
    // 7240 2: a word in quotes means the same as without.
    value: (value.startsWith('"') ? unquote(value) : value).toLowerCase(),
  };
}
