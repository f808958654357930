// The common grammar of Accept and Accept-Encoding (9110 12.4.2, 12.5.1, 12.5.3): members with parameters and a weight.

/** One member of such a field: what it names, its parameters, and how much it is liked. Names are in lower case. */
export interface Preference {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** From 0, which excludes, to 1. */
  readonly weight: number;
}

/** A parameter of a media type; the value in lower case too, as all that we know are case-insensitive. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
}

export const COMMA = 0x2c;
export const SEMICOLON = 0x3b;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The members of a field value that can be read, in order; in time linear in its length. A member without a name, or
 * with a weight that is no number, says nothing and is left out: reads fail open. The zero in front of a weight's
 * point may be missing, since java.net.HttpURLConnection sends `q=.2`.
 */
export function parsePreferences(field: string): readonly Preference[] {
  const known = remembered.get(field);
  if (known !== undefined) return known;
  const preferences = splitUnquoted(field, COMMA).flatMap((member) => parseMember(member) ?? []);
  if (field.length > REMEMBERED_LENGTH) return preferences;
  if (remembered.size === REMEMBERED_FIELDS) remembered.clear();
  remembered.set(field, preferences);
  return preferences;
}

/** Programs send the same few fields again and again, and reading one costs more than all else about a short answer. */
const remembered = new Map<string, readonly Preference[]>();
const REMEMBERED_FIELDS = 64;
const REMEMBERED_LENGTH = 256;

function parseMember(text: string): Preference | undefined {
  const [first = '', ...rest] = splitUnquoted(text, SEMICOLON);
  const name = first.trim().toLowerCase();
  const all = rest.flatMap((parameter) => parseParameter(parameter) ?? []);
  const weight = weightOf(all.find((parameter) => parameter.name === 'q')?.value);
  if (name === '' || weight === undefined) return undefined;
  return { name, parameters: all.filter((parameter) => parameter.name !== 'q'), weight };
}

function parseParameter(text: string): Parameter | undefined {
  const equals = text.indexOf('=');
  if (equals === -1) return undefined;
  const value = text.slice(equals + 1).trim();
  return {
    name: text.slice(0, equals).trim().toLowerCase(),
    value: (value.startsWith('"') ? unquote(value) : value).toLowerCase(),
  };
}

/** 9110 5.6.4: a quoted string means the same as the token inside it. */
export function unquote(text: string): string {
  const inner = text.endsWith('"') ? text.slice(1, -1) : text.slice(1);
  return inner.replace(/\\(.)/g, '$1');
}

function weightOf(text: string | undefined): number | undefined {
  if (text === undefined) return 1;
  return /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Math.min(Number(text), 1) : undefined;
}

/** The parts of `text` between the separators that stand outside quoted strings; in time linear in its length. */
export function splitUnquoted(text: string, separator: number): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) quoted = !quoted;
    else if (quoted && unit === BACKSLASH) at += 1;
    else if (!quoted && unit === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
