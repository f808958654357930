import { Buffer } from 'node:buffer';
import type { Content } from '../http/index.js';
import { parseJson, serialiseJson } from '../json/index.js';
import {
  csvFields,
  csvHeader,
  csvRow,
  ITEM_END,
  itemStart,
  type ListFormat,
  ndjsonLine,
  project,
} from '../representation/index.js';
import type { ListItem, ListPage } from '../store/index.js';

/** One page of a list and everything that its content says beyond the documents. */
export interface PageOfList {
  readonly page: ListPage;
  /** Members to show; undefined: whole documents. */
  readonly fields: readonly string[] | undefined;
  /** The URI of the next page. */
  readonly next: string | null;
  /** Reads one document's JSON if it did not come with the page; the revision is immutable, so at any time. */
  readonly textOf: (item: ListItem) => Promise<string>;
}

/** A page in a format that programs read. Documents are read one by one as they are sent, so memory stays small. */
export function listContent(
  format: Exclude<ListFormat, 'html'>,
  list: PageOfList,
): Pick<Content, 'length' | 'text'> {
  switch (format) {
    case 'json':
      return jsonContent(list);
    case 'ndjson':
      return { length: undefined, text: () => gathered(ndjsonPieces(list)) };
    case 'csv':
      return { length: undefined, text: () => gathered(csvPieces(list)) };
    default:
      return format satisfies never;
  }
}

/** Characters gathered before they are handed on. */
const PIECE = 64 * 1024;

/** The same text in pieces of a sensible size. */
export async function* gathered(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let pending = '';
  for await (const piece of pieces) {
    pending += piece;
    if (pending.length < PIECE) continue;
    yield pending;
    pending = '';
  }
  if (pending !== '') yield pending;
}

/** The JSON of an item's document: what is stored, or the members that were asked for. */
async function shown({ fields, textOf }: PageOfList, item: ListItem): Promise<string> {
  const text = await textOf(item);
  return fields === undefined ? text : serialiseJson(project(parseJson(text), fields));
}

const OPENING = '{"items":[';

function closing({ page, next }: PageOfList): string {
  return `],"total":${page.count},"next":${JSON.stringify(next)}}`;
}

function jsonContent(list: PageOfList): Pick<Content, 'length' | 'text'> {
  const whole = wholeJson(list);
  if (whole !== undefined) return { length: Buffer.byteLength(whole), text: () => whole };
  return { length: jsonLength(list), text: () => gathered(jsonPieces(list)) };
}

/** The text at once when every document came with the page; a stream would cost more than all the rest. */
function wholeJson(list: PageOfList): string | undefined {
  if (list.fields !== undefined) return undefined;
  let text = OPENING;
  for (const item of list.page.items) {
    if (item.text === undefined) return undefined;
    text += `${text.length > OPENING.length ? ',' : ''}${itemStart(item)}${item.text}${ITEM_END}`;
  }
  return text + closing(list);
}

async function* jsonPieces(list: PageOfList): AsyncGenerator<string> {
  yield OPENING;
  for (const [index, item] of list.page.items.entries()) {
    yield `${index === 0 ? '' : ','}${itemStart(item)}${await shown(list, item)}${ITEM_END}`;
  }
  yield closing(list);
}

/** Whole documents have the size that their heads tell. */
function jsonLength(list: PageOfList): number | undefined {
  if (list.fields !== undefined) return undefined;
  const { items } = list.page;
  const commas = Math.max(0, items.length - 1);
  const frame = Buffer.byteLength(OPENING + closing(list)) + commas + items.length * ITEM_END.length;
  return items.reduce((sum, item) => sum + Buffer.byteLength(itemStart(item)) + item.size, frame);
}

async function* ndjsonPieces(list: PageOfList): AsyncGenerator<string> {
  for (const item of list.page.items) yield ndjsonLine(item, await shown(list, item));
}

async function* csvPieces(list: PageOfList): AsyncGenerator<string> {
  const fields = list.fields ?? (await membersMet(list));
  yield csvHeader(fields);
  for (const item of list.page.items) yield csvRow(item, parseJson(await list.textOf(item)), fields);
}

/** The columns must be known before the first row: the documents are read twice rather than kept. */
async function membersMet({ page, textOf }: PageOfList): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const item of page.items) {
    for (const name of csvFields([parseJson(await textOf(item))])) names.add(name);
  }
  return [...names];
}
