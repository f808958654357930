/** What must vary from run to run: dates, times, what entity-tags hold besides counters, when to come back. */
const VARYING =
  /(?<date>\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT)|(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)|(?<=")(?<list>\d+\.\d+)\.(?<at>[0-9a-z]+)\.(?<epoch>[0-9a-z]+)(?=\\?")|(?<=")(?<feed>\d+)\.(?<newest>[0-9a-z]+)\.(?<pruned>\d+)\.[0-9a-z]+(?=\\?")|(?<=retry: )(?<retry>\d{4})|(?<=")(?<revision>\d+)\.(?<commit>[0-9a-z]{8})(?=\\?")/g;

/**
 * Puts names in the place of what must vary, the same name for the same moment wherever it stands: in a tag (base 36)
 * as in a timestamp. Two runs of the same commands are equal then, and a tag that should be an earlier one must be.
 */
export function nameWhatVaries(texts: readonly string[]): string[] {
  const moments = new Map<number, string>();
  const momentOf = (milliseconds: number): string => {
    const name = moments.get(milliseconds) ?? `moment ${moments.size + 1}`;
    moments.set(milliseconds, name);
    return `<${name}>`;
  };
  return texts.map((text) =>
    text.replaceAll(VARYING, (...match) => {
      const groups = match.at(-1) as Readonly<Record<string, string | undefined>>;
      const { time, list, at, feed, newest, pruned, retry, revision, commit } = groups;
      if (time !== undefined) return momentOf(Date.parse(time));
      if (list !== undefined) return `${list}.${momentOf(Number.parseInt(at ?? '', 36))}.<epoch>`;
      if (feed !== undefined)
        return `${feed}.${momentOf(Number.parseInt(newest ?? '', 36))}.${pruned}.<epoch>`;
      if (retry !== undefined) return '<retry>';
      if (revision !== undefined) return `${revision}.${momentOf(Number.parseInt(commit ?? '', 36))}`;
      return '<date>';
    }),
  );
}

/** What curl -i printed: the status line, the field lines in order of name (their order means nothing), the content. */
export function partsOf(text: string): { status: string; fields: string[]; content: string } | string {
  if (!text.startsWith('HTTP/')) return text;
  const end = text.indexOf('\n\n');
  const [status = '', ...fields] = (end < 0 ? text : text.slice(0, end)).split('\n');
  return { status, fields: fields.toSorted(), content: end < 0 ? '' : text.slice(end + 2) };
}
