import type { Client } from '../support/client.js';

/** The samples that `/metrics` shows, by name and labels as they stand there. */
export async function samples(client: Client): Promise<ReadonlyMap<string, number>> {
  const { status, text } = await client.get('/metrics');
  if (status !== 200) throw new Error(`/metrics: ${status} ${text}`);
  return parse(text);
}

/** Throws when a line is none of the text format: a comment, or a sample of something that has a type. */
export function parse(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, typed = '', type = ''] = /^# TYPE (\w+) (counter|gauge|histogram|summary)$/.exec(line) ?? [];
    if (typed !== '') types.set(typed, type);
    if (line === '' || line.startsWith('#')) continue;
    const [, name = '', labels = '', value = ''] =
      /^([a-z_]\w*)(\{(?:\w+="(?:[^"\\\n]|\\.)*",?)+\})? (\S+)$/.exec(line) ?? [];
    const typedName = types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '');
    if (!types.has(typedName) || Number.isNaN(Number(value))) throw new Error(`no sample: ${line}`);
    if (found.has(name + labels)) throw new Error(`twice: ${line}`);
    found.set(name + labels, Number(value));
  }
  return found;
}

/** The samples of one name, by their labels. */
export function family(all: ReadonlyMap<string, number>, name: string): Record<string, number> {
  return Object.fromEntries(
    [...all]
      .filter(([key]) => key.startsWith(`${name}{`))
      .map(([key, value]) => [key.slice(name.length), value]),
  );
}
