import {
  type AttachmentName,
  type DocumentId,
  type DumpRecord,
  type DumpSource,
  type Milliseconds,
  StoreRefusal,
} from '../../store/index.js';
import { attachmentOf } from '../attachment-rows.js';
import { dumpedRevisionOf } from '../dump-rows.js';
import { collectionOf, entryOf, headOf } from '../rows.js';
import { Database, type Session } from './database.js';
import { answerRows, chunkRows, collectionRows, rowsOf } from './dump-rows.js';
import { refuseUnknown } from './migrations.js';
import { refusal } from './open.js';
import { STALLED_MOVE } from './stalled-move.js';

const BEGIN = `
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = ${STALLED_MOVE}`;

const EPOCH = 'SELECT epoch FROM "Store" WHERE id = 1';

/**
 * Opens the database at `url` to read all of it, beside its servers: one transaction from the first to the last record,
 * on a connection of its own. The database keeps meanwhile what is superseded.
 */
export async function openPostgresqlDump(url: string, now: () => number = Date.now): Promise<DumpSource> {
  const database = new Database(url, 1);
  try {
    await refuseUnknown(database);
    const session = await database.session();
    await session.script(BEGIN);
    // The first statement that reads fixes the moment.
    const store = await session.get<{ epoch: string }>(EPOCH, {});
    if (store !== undefined) return new PostgresqlDump(database, session, store.epoch, now() as Milliseconds);
    session.discard();
    throw new StoreRefusal('the database has no identity row: it was not made by this program');
  } catch (error) {
    await database.close();
    throw refusal(url, error);
  }
}

class PostgresqlDump implements DumpSource {
  constructor(
    private readonly database: Database,
    private readonly session: Session,
    readonly epoch: string,
    private readonly moment: Milliseconds,
  ) {}

  async *records(): AsyncGenerator<DumpRecord> {
    for await (const row of collectionRows(this.session).all()) {
      const collection = collectionOf(row);
      yield { kind: 'collection', ...collection };
      const rows = rowsOf(this.session, collection.name);
      for await (const document of rows.documents.all()) {
        const { id } = document;
        yield { kind: 'document', id: id as DocumentId, ...headOf(document) };
        for await (const revision of rows.revisions.while((each) => each.id === id))
          yield dumpedRevisionOf(revision);
        yield* this.#attachments(rows, id);
      }
    }
    for await (const answer of answerRows(this.session, this.moment).all())
      yield { kind: 'answer', ...answer };
  }

  async close(): Promise<void> {
    // The transaction has changed nothing: it ends with its connection.
    this.session.discard();
    await this.database.close();
  }

  async *#attachments(
    { attachments, changes }: Pick<ReturnType<typeof rowsOf>, 'attachments' | 'changes'>,
    id: string,
  ): AsyncGenerator<DumpRecord> {
    for await (const row of attachments.while((each) => each.id === id)) {
      const head = attachmentOf(row);
      yield { kind: 'attachment', name: row.a_name as AttachmentName, ...head };
      for await (const change of changes.while((each) => each.id === id && each.name === row.a_name)) {
        yield { kind: 'attachment-change', ...entryOf(change) };
      }
      if (head.upload === null) continue;
      for await (const { data } of chunkRows(this.session, head.upload).all())
        yield { kind: 'bytes', bytes: data };
    }
  }
}
