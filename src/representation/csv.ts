import { type Options, stringify } from 'csv-stringify/sync';
import { formatEntityTag } from '../conditional/index.js';
import { isJsonObject, type JsonValue, serialiseJson } from '../json/index.js';
import { type ItemState, timestamp } from './item.js';
import { valueAt } from './projection.js';
import { revisionTag } from './validators.js';

// CSV (RFC 4180), for spreadsheets and for programs that read them.
//
// A string stands as it is, a number, true and false as their JSON, an array or object as compact JSON. null and a
// member that is missing are both an empty field, since CSV has one kind of nothing; the empty string is told from
// them by its quotes, `""`. Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers do not.

const OPTIONS: Options = {
  record_delimiter: 'windows',
  escape_formulas: true,
  // 4180 2.6: with another delimiter chosen the package leaves lone line breaks bare. The second one is the empty string.
  quoted_match: [/[\r\n]/, /^$/],
};

const METADATA: readonly string[] = ['id', 'revision', 'etag', 'createdAt', 'updatedAt'];

/** The header row, with its line end: the metadata of an item, then the fields. */
export function csvHeader(fields: readonly string[]): string {
  return stringify([[...METADATA, ...fields].map(harmless)], OPTIONS);
}

/** One item as a row, with its line end; `fields` are names of members or dotted paths, as in the header. */
export function csvRow(item: ItemState, data: JsonValue, fields: readonly string[]): string {
  const metadata = [
    item.id,
    item.revision,
    formatEntityTag(revisionTag(item)),
    timestamp(item.createdAt),
    timestamp(item.updatedAt),
  ];
  const cells = fields.map((field) => cellOf(valueAt(data, field)));
  return stringify([[...metadata, ...cells]], OPTIONS);
}

/**
 * The columns when nobody asked for any: the names of the documents' members, in the order in which they first appear.
 */
export function csvFields(documents: Iterable<JsonValue>): string[] {
  const names = new Set<string>();
  for (const data of documents) {
    if (isJsonObject(data)) for (const name of Object.keys(data)) names.add(name);
  }
  return [...names];
}

function cellOf(value: JsonValue | undefined): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? harmless(value) : serialiseJson(value);
}

/** A spreadsheet may skip a line feed in front of a formula, which the package does not know. */
function harmless(text: string): string {
  return text.startsWith('\n') ? `'${text}` : text;
}
