import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { CollectionName, Committed } from '../../store/index.js';
import type { CommitSignal } from '../commit-signal.js';
import { ChangePoll } from './change-poll.js';
import { connectionOptions, type Database, type Session } from './database.js';

const CHANNEL = 'etagere_commits';
const NOTIFY = 'SELECT pg_notify(@channel, p) FROM unnest(@payloads::text[]) AS p';

/** From a broken connection to the next attempt. */
const RECONNECT = 500;

/**
 * Tells listeners of what other replicas have committed. A notification is sent inside the transaction, so that it
 * comes with the commit or not at all; what happened while nobody listened is made up for by waking everything. Where
 * LISTEN is not supported, the collections are looked at every now and then instead.
 */
export class ReplicaSignal {
  /** Tells our own notifications from those of others. */
  readonly #self = randomBytes(6).toString('hex');
  readonly #poll: ChangePoll;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #supported = true;

  constructor(
    private readonly database: Database,
    private readonly signal: CommitSignal,
    fail: (error: unknown) => void,
  ) {
    this.#poll = new ChangePoll(database, (committed) => signal.announce(committed), fail);
  }

  /** Begins to listen. Resolves when nothing that is committed from now on can be missed. */
  async start(): Promise<void> {
    await this.#connect();
    if (!this.#supported) await this.#poll.start();
  }

  /** Has other replicas told of `changed` when the transaction of `session` commits. */
  readonly notify = async (session: Session, changed: readonly Committed[]): Promise<void> => {
    if (!this.#supported || changed.length === 0) return;
    const payloads = changed.map(({ kind, collection }) => `${this.#self} ${kind} ${collection}`);
    await session.run(NOTIFY, { channel: CHANNEL, payloads });
  };

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#poll.stop();
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(connectionOptions(this.database.url));
    this.#client = client;
    let open = true;
    const lost = (): void => {
      if (!open) return;
      open = false;
      client.removeAllListeners('notification');
      void client.end().catch(() => {});
      this.#later();
    };
    client.on('error', lost).on('end', lost);
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      // A syntax error, or a feature that is not there: the engine is not PostgreSQL itself.
      if (/^(0A|42)/.test(String((error as { code?: unknown }).code))) {
        this.#supported = false;
        open = false;
        await client.end().catch(() => {});
      } else {
        lost();
      }
    }
  }

  #later(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#again(), RECONNECT);
  }

  async #again(): Promise<void> {
    await this.#connect();
    try {
      // Whatever was committed meanwhile: everybody looks again.
      await this.#poll.wakeAll();
    } catch {
      // The database is away still; the listening connection will break too, and come here again.
    }
  }

  #hear(payload: string): void {
    const [sender, kind, collection] = payload.split(' ');
    if (sender === this.#self || collection === undefined) return;
    if (kind !== 'document' && kind !== 'attachment' && kind !== 'collection') return;
    this.signal.announce({ kind, collection: collection as CollectionName });
  }
}
