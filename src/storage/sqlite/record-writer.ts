import type Database from 'better-sqlite3';
import type { DumpRecord } from '../../store/index.js';
import { INSERTS, RecordRows, type Row } from '../record-rows.js';

/** Puts the records of a dump back where they came from, in their order. */
export class RecordWriter {
  readonly #statements = new Map<Row['into'], Database.Statement>();
  readonly #rows = new RecordRows();

  constructor(private readonly database: Database.Database) {}

  /** Writes one record, inside the transaction that the caller holds. */
  write(record: DumpRecord): void {
    for (const { into, values } of this.#rows.of(record)) {
      // The driver takes no boolean.
      this.#statement(into).run({ ...values, deleted: Number(values['deleted']) });
    }
  }

  #statement(into: Row['into']): Database.Statement {
    let statement = this.#statements.get(into);
    if (statement === undefined) {
      statement = this.database.prepare(INSERTS[into]);
      this.#statements.set(into, statement);
    }
    return statement;
  }
}
