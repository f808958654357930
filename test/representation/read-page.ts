/** What a strict reader finds in an HTML page. */
export interface Page {
  /** The tags with the names of their attributes, in order, without any text. */
  readonly skeleton: string;
  /** Everything between tags, entities resolved. */
  readonly text: string;
  /** The values of attributes, entities resolved, by tag and name. */
  readonly values: readonly { readonly tag: string; readonly name: string; readonly value: string }[];
}

const VOID = new Set(['meta', 'input', 'link', 'br']);
const TOKEN =
  /<!doctype html>|<style>([^<]*)<\/style>|<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)>|([^<]+)/y;

/**
 * Reads a page as strictly as our own pages are written: every element is closed in order, every value stands in
 * double quotes, and text holds no character that means something in HTML. Throws at anything else.
 */
export function readPage(html: string): Page {
  const open: string[] = [];
  const skeleton: string[] = [];
  const values: { tag: string; name: string; value: string }[] = [];
  let text = '';
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < html.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(html);
    if (match === null) throw new Error(`No HTML of ours: ${JSON.stringify(html.slice(at, at + 80))}`);
    const [, , slash, tag, attributes = '', between] = match;
    if (between !== undefined) text += resolve(between);
    if (tag === undefined) continue;
    if (slash === '/' && open.pop() !== tag) throw new Error(`</${tag}> closes another element`);
    if (slash === '' && !VOID.has(tag)) open.push(tag);
    const names = [...attributes.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => {
      values.push({ tag, name, value: resolve(value) });
      return name;
    });
    skeleton.push([`${slash}${tag}`, ...names].join(' '));
  }
  if (open.length > 0) throw new Error(`Not closed: ${open.join(', ')}`);
  return { skeleton: skeleton.join('>'), text, values };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function resolve(escaped: string): string {
  if (/[<>"']/.test(escaped)) throw new Error(`Not escaped: ${JSON.stringify(escaped)}`);
  return escaped.replace(/&([^;&]*;)?/g, (entity, name: string | undefined) => {
    const character = ENTITIES[name?.slice(0, -1) ?? ''];
    if (character === undefined) throw new Error(`No entity of ours: ${entity}`);
    return character;
  });
}

/** The values of one attribute of one kind of element, in order. */
export function valuesOf(page: Page, tag: string, name: string): string[] {
  return page.values.filter((value) => value.tag === tag && value.name === name).map(({ value }) => value);
}
