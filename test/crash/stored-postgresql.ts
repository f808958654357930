import type { TestPostgresql } from '../support/postgresql.js';
import type { Row } from './write-history.js';

/** Every revision of `collection` in the database at `url`. */
export async function storedOnPostgresql(
  server: TestPostgresql,
  url: string,
  collection: string,
): Promise<Row[]> {
  const rows = await server.query<{ id: string; revision: string; at: string; data: string | null }>(
    `SELECT id, revision, at, data FROM "Revision" WHERE collection = '${collection}' ORDER BY revision`,
    url,
  );
  return rows.map(({ id, revision, at, data }) => {
    return {
      key: id,
      revision: Number(revision),
      tag: `"${revision}.${Number(at).toString(36)}"`,
      text: data,
    };
  });
}
