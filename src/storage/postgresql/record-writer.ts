import { Buffer } from 'node:buffer';
import type { DumpRecord } from '../../store/index.js';
import { INSERTS, RecordRows, type Row } from '../record-rows.js';
import type { Session } from './database.js';
import { encodeNul } from './index-text.js';
import { together } from './together.js';

/** Rows, and bytes of them, that are under way at once. */
const ROWS_AT_ONCE = 200;
const BYTES_AT_ONCE = 2 * 1024 * 1024;

/** Puts the records of a dump back where they came from, in their order, inside the transaction of a session. */
export class RecordWriter {
  readonly #rows = new RecordRows();
  readonly #sent: Promise<number>[] = [];
  #bytes = 0;

  constructor(private readonly session: Session) {}

  /** Sends one record. Waits when many are under way. */
  async write(record: DumpRecord): Promise<void> {
    for (const row of this.#rows.of(record)) this.#send(row);
    if (this.#sent.length >= ROWS_AT_ONCE || this.#bytes >= BYTES_AT_ONCE) await this.flush();
  }

  /** Waits for all that is under way. Throws what the server said of the first row that it refused. */
  async flush(): Promise<void> {
    this.#bytes = 0;
    await together(this.#sent.splice(0));
  }

  #send({ into, values }: Row): void {
    const { field, data } = values;
    const own = typeof field === 'string' ? { ...values, field: encodeNul(field) } : values;
    const sent = this.session.run(INSERTS[into], own);
    // Whoever flushes is told; until then it must not count as unheard.
    sent.catch(() => {});
    this.#sent.push(sent);
    this.#bytes += typeof data === 'string' || data instanceof Uint8Array ? Buffer.byteLength(data) : 0;
  }
}
