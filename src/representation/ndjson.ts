import { ITEM_END, type ItemState, itemStart } from './item.js';

/**
 * One item as a line of NDJSON; `text` is the document's JSON as stored. A line break that stands in valid JSON as it
 * is stands between tokens (8259 2, 7), so a space in its place changes no value.
 */
export function ndjsonLine(item: ItemState, text: string): string {
  const line = text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]/g, ' ') : text;
  return `${itemStart(item)}${line}${ITEM_END}\n`;
}
