import Database from 'better-sqlite3';
import type { Row } from './write-history.js';

interface RevisionRow {
  readonly id: string;
  readonly revision: number;
  readonly at: number;
  readonly data: string | null;
}

/** Every revision in the database at `file`, read beside or without a service, after a check that the file is whole. */
export function storedRevisions(file: string): Row[] {
  const database = new Database(file, { readonly: true });
  try {
    const verdict = database.pragma('integrity_check', { simple: true });
    if (verdict !== 'ok') throw new Error(`${file}: ${String(verdict)}`);
    const rows = database
      .prepare('SELECT id, revision, at, data FROM Revision ORDER BY revision')
      .all() as RevisionRow[];
    return rows.map(({ id, revision, at, data }) => {
      return { key: id, revision, tag: `"${revision}.${at.toString(36)}"`, text: data };
    });
  } finally {
    database.close();
  }
}

/** The live documents in the database at `file`: their text by their id. */
export function storedDocuments(file: string): Map<string, string> {
  const last = new Map(storedRevisions(file).map(({ key, text }) => [key, text]));
  return new Map([...last].flatMap(([key, text]) => (text === null ? [] : [[key, text] as const])));
}
