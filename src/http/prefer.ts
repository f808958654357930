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
  const wanted = new Set<string>();
  let wait: string | undefined;
  for (const { name, value } of preferences(lines.join(','))) {
    if (name === 'return') wanted.add(value);
    // 7240 2: of a preference that is given twice the first counts.
    if (name === 'wait') wait ??= value;
  }
  return { return: readReturn(wanted), wait: readSeconds(wait) };
}

function readReturn(wanted: ReadonlySet<string>): Preferences['return'] {
  const minimal = wanted.has('minimal');
  const representation = wanted.has('representation');
  // 7240 4.2: both at once contradict each other.
  if (minimal === representation) return undefined;
  return minimal ? 'minimal' : 'representation';
}

/** 7240 4.3: delta-seconds. */
function readSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `name = value ; parameters` between commas; a quoted value may hold anything. */
function* preferences(text: string): Generator<{ name: string; value: string }> {
  const pattern =
    /([!#$%&'*+.^_`|~\w-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w-]+)))?([^,"]|"(?:[^"\\]|\\.)*")*(?:,|$)/gy;
  for (let start = skip(text, 0); start < text.length; start = skip(text, pattern.lastIndex)) {
    pattern.lastIndex = start;
    const match = pattern.exec(text);
    // What cannot be read is ignored, and with it the rest of the field.
    if (match === null) return;
    const value = match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? '';
    yield { name: match[1]?.toLowerCase() ?? '', value: value.toLowerCase() };
  }
}

function skip(text: string, from: number): number {
  let start = from;
  while (start < text.length && ' \t,'.includes(text[start] ?? '')) start++;
  return start;
}
