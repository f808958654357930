import { isJsonObject, type JsonObject, type JsonValue, serialiseJson } from '../../json/index.js';
import { legible } from './page.js';

/** Levels shown as lists within lists; what lies deeper is shown as JSON, since no page has room for more margins. */
const SHOWN_LEVELS = 6;

/** The members of an object as a description list, each value as its type is best read. */
export function fieldList(members: JsonObject): string {
  return listOf(members, 1);
}

/** A value that holds no others. What is no text is set apart by type, so that `"1"` and `1` do not look the same. */
export function scalarHtml(value: null | boolean | number | string): string {
  if (typeof value === 'string')
    return value === '' ? '<span class="none">empty text</span>' : legible(value);
  if (typeof value === 'number') return `<span class="n">${serialiseJson(value)}</span>`;
  return `<span class="k">${String(value)}</span>`;
}

function listOf(members: JsonObject, level: number): string {
  const rows = Object.entries(members).map(
    ([name, value]) => `<dt>${nameHtml(name)}</dt><dd>${valueHtml(value, level)}</dd>\n`,
  );
  return `<dl>\n${rows.join('')}</dl>`;
}

/** The name of a member; the empty one is a name too. */
export function nameHtml(name: string): string {
  return name === '' ? '<span class="none">empty name</span>' : legible(name);
}

function valueHtml(value: JsonValue, level: number): string {
  if (typeof value !== 'object' || value === null) return scalarHtml(value);
  const isEmpty = Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
  if (isEmpty) return `<span class="none">empty ${Array.isArray(value) ? 'list' : 'object'}</span>`;
  if (level === SHOWN_LEVELS) return `<code>${legible(serialiseJson(value))}</code>`;
  if (isJsonObject(value)) return listOf(value, level + 1);
  const flat = value.every(isShort) ? ' class="flat"' : '';
  return `<ol${flat}>${value.map((element) => `<li>${valueHtml(element, level + 1)}</li>`).join('')}</ol>`;
}

/** Characters of a text that stands beside others on a line. */
const SHORT = 40;

function isShort(value: JsonValue): boolean {
  if (typeof value !== 'string') return typeof value !== 'object' || value === null;
  return value.length <= SHORT && !value.includes('\n');
}
