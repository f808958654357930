import type { CollectionName, DocumentId } from '../../store/index.js';
import type { Connection } from './connection.js';
import { declaredFields, indexDocument } from './field-index.js';
import type { GroupingWriter } from './writer.js';

/** Documents, and bytes of them, that one step indexes: a step is one transaction, and other writes wait for it. */
const STEP_DOCUMENTS = 200;
const STEP_BYTES = 1024 * 1024;

const UNFINISHED = `
  SELECT s.collection AS collection, min(s.cursor) AS cursor, c.settings AS settings
  FROM FieldIndexState AS s JOIN Collection AS c ON c.name = s.collection
  WHERE s.ready = 0 GROUP BY s.collection LIMIT 1`;

const NEXT = `
  SELECT d.id AS id, d.size AS size, d.revision AS revision FROM Document AS d
  WHERE d.collection = ? AND d.deleted = 0 AND d.id > ? ORDER BY d.id LIMIT ?`;

const TEXT = 'SELECT data FROM Revision WHERE collection = ? AND id = ? AND revision = ?';

const ADVANCE = `
  UPDATE FieldIndexState SET cursor = @cursor, done = done + @done, ready = @ready
  WHERE collection = @collection AND ready = 0 AND cursor <= @cursor`;

/** What one step did, for the log. */
export interface IndexProgress {
  readonly collection: CollectionName;
  readonly done: number;
  readonly finished: boolean;
}

/**
 * Builds declared indexes for the documents that were there before. Small steps through the writer's queue, so that
 * other writes come in between; where it stands is in the database, so that a restart goes on from there.
 */
export class IndexBuilder {
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(
    private readonly writer: GroupingWriter,
    private readonly report: (progress: IndexProgress) => void,
    private readonly fail: (error: unknown) => void,
  ) {}

  /** Starts building what is unfinished, unless that is under way already. */
  wake(): void {
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Ends after the current step. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        for (let progress = await this.#step(); progress !== undefined; progress = await this.#step()) {
          this.report(progress);
        }
      }
    } catch (error) {
      // The next declaration, or the next start, tries again.
      this.fail(error);
    }
  }

  async #step(): Promise<IndexProgress | undefined> {
    return this.#stopped ? undefined : this.writer.enqueue(buildStep);
  }
}

/** Indexes the next documents of one collection for all of its fields; undefined when nothing is unfinished. */
function buildStep(connection: Connection): IndexProgress | undefined {
  const unfinished = connection.statement(UNFINISHED).get() as
    { collection: CollectionName; cursor: string; settings: string } | undefined;
  if (unfinished === undefined) return undefined;
  const { collection, cursor, settings } = unfinished;
  const fields = declaredFields(settings);
  const rows = connection.statement(NEXT).all(collection, cursor, STEP_DOCUMENTS) as {
    id: DocumentId;
    size: number;
    revision: number;
  }[];
  let bytes = 0;
  let done = 0;
  for (const { id, size, revision } of rows) {
    const { data } = connection.statement(TEXT).get(collection, id, revision) as { data: string };
    indexDocument(connection, { collection, id }, fields, data);
    done++;
    bytes += size;
    if (bytes >= STEP_BYTES) break;
  }
  const finished = done === rows.length && rows.length < STEP_DOCUMENTS;
  const last = rows[done - 1]?.id ?? cursor;
  connection.statement(ADVANCE).run({ collection, cursor: last, done, ready: Number(finished) });
  return { collection, done, finished };
}
