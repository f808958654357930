import { isJsonObject, type JsonObject, type JsonValue, serialiseJson } from '../../json/index.js';
import { countOf, legible } from './page.js';
import { nameHtml, scalarHtml } from './value.js';

/** Members shown of each document in a list. */
const SHOWN_MEMBERS = 6;
/** UTF-16 code units shown of a name or a value. */
const SHOWN_LENGTH = 160;

/** The first members of a document, each on a line or two; a large one costs no more than a small one. */
export function preview(data: JsonValue): string {
  if (!isJsonObject(data)) return '';
  const names = Object.keys(data);
  const rows = names.slice(0, SHOWN_MEMBERS).map((name) => row(name, data));
  const more = names.length - SHOWN_MEMBERS;
  const rest = more > 0 ? `<p class="soft">and ${countOf(more, 'more field')}</p>\n` : '';
  return rows.length === 0 ? '' : `<dl class="brief">\n${rows.join('')}</dl>\n${rest}`;
}

function row(name: string, data: JsonObject): string {
  const value = data[name] ?? null;
  return `<dt>${nameHtml(cut(name))}</dt><dd>${briefly(value)}</dd>\n`;
}

function briefly(value: JsonValue): string {
  if (typeof value === 'string') return scalarHtml(cut(value));
  return typeof value === 'object' && value !== null
    ? `<code>${legible(cut(beginning(value, SHOWN_LENGTH)))}</code>`
    : scalarHtml(value);
}

/** At most {@link SHOWN_LENGTH} units, never half a character. */
function cut(text: string): string {
  if (text.length <= SHOWN_LENGTH) return text;
  return `${text.slice(0, SHOWN_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The JSON of a value as far as `room` characters; it goes no deeper and no further, however large the value is. */
function beginning(value: JsonValue, room: number): string {
  if (typeof value === 'string') return serialiseJson(cut(value));
  if (typeof value !== 'object' || value === null) return serialiseJson(value);
  return Array.isArray(value) ? beginningOfList(value, room) : beginningOfObject(value, room);
}

function beginningOfList(list: readonly JsonValue[], room: number): string {
  let text = '[';
  for (const [index, element] of list.entries()) {
    if (text.length > room) return text;
    text += (index === 0 ? '' : ', ') + beginning(element, room - text.length);
  }
  return `${text}]`;
}

function beginningOfObject(members: JsonObject, room: number): string {
  let text = '{';
  for (const [index, name] of Object.keys(members).entries()) {
    if (text.length > room) return text;
    const start = `${index === 0 ? '' : ', '}${serialiseJson(cut(name))}: `;
    text += start + beginning(members[name] ?? null, room - text.length);
  }
  return `${text}}`;
}
