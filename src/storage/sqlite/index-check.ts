import type Database from 'better-sqlite3';
import type { TypedValue } from '../../json/index.js';
import { entriesOf, type IndexEntry } from '../query/index-entries.js';

const FIELDS = `
  SELECT collection, field FROM FieldIndexState WHERE ready = 1 ORDER BY collection, field`;

const DOCUMENTS = `
  SELECT d.id AS id, r.data AS data FROM Document AS d
  JOIN Revision AS r ON r.collection = d.collection AND r.id = d.id AND r.revision = d.revision
  WHERE d.collection = ? AND d.deleted = 0 AND r.data IS NOT NULL`;

const ENTRIES = 'SELECT field, rank, number, text, whole FROM FieldIndex WHERE collection = ? AND id = ?';

type EntryRow = TypedValue & { readonly field: string; readonly whole: number };

/** Documents of which the indexes that are built hold something else than what stands in them. */
export function* indexFaults(database: Database.Database): Generator<string> {
  const entries = database.prepare(ENTRIES);
  for (const [collection, fields] of readyFields(database)) {
    const documents = database.prepare(DOCUMENTS).iterate(collection) as IterableIterator<{
      readonly id: string;
      readonly data: string;
    }>;
    for (const { id, data } of documents) {
      const held = (entries.all(collection, id) as EntryRow[]).filter(({ field }) => fields.has(field));
      const wanted = entriesOf(data, [...fields]);
      const same = spelt(held.map(spellRow)) === spelt(wanted.map(spellEntry));
      if (!same) yield `${collection}/${id}: an index does not hold what stands in it`;
    }
  }
}

function readyFields(database: Database.Database): ReadonlyMap<string, ReadonlySet<string>> {
  const fields = new Map<string, Set<string>>();
  for (const row of database.prepare(FIELDS).all() as {
    readonly collection: string;
    readonly field: string;
  }[]) {
    const known = fields.get(row.collection);
    if (known === undefined) fields.set(row.collection, new Set([row.field]));
    else known.add(row.field);
  }
  return fields;
}

/** Entries in an order of their own, each once: an index holds no value twice. */
function spelt(entries: readonly string[]): string {
  return [...new Set(entries)].toSorted().join('\n');
}

function spellRow({ field, rank, number, text, whole }: EntryRow): string {
  return JSON.stringify([field, rank, number, text, whole]);
}

function spellEntry({ field, value: { rank, number, text }, whole }: IndexEntry): string {
  return JSON.stringify([field, rank, number, text, Number(whole)]);
}
