import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { CollectionName, Committed } from '../../store/index.js';
import type { CommitSignal } from '../commit-signal.js';
import { ChangePoll } from './change-poll.js';
import { connectionOptions, type Database } from './database.js';

const CHANNEL = 'etagere_commits';
const NOTIFY = `SELECT pg_notify('${CHANNEL}', p) FROM unnest($1::text[]) AS p`;

/** What operators see the connection as in pg_stat_activity. */
const LISTENER = 'etagere listener';
/** From a broken connection to the next attempt. */
const RECONNECT = 500;
/** Between two looks at the counters where LISTEN is not supported. */
const POLL = 1000;

/**
 * Tells listeners of what other replicas have committed. A notification is sent after the commit, on a connection of its
 * own: inside the transaction it would make the commits of all collections queue (docs/scaling.md). It may be lost, with
 * the process that would have sent it or the connection that would have heard it. So the collections are looked at every
 * now and then too, which bounds the delay; more often where LISTEN is not supported.
 */
export class ReplicaSignal {
  /** Tells our own notifications from those of others. */
  readonly #self = randomBytes(6).toString('hex');
  readonly #poll: ChangePoll;
  /** What other replicas have not been told of yet. */
  readonly #untold = new Set<string>();
  #telling = false;
  /** Resolves when the last telling is over. */
  #told = Promise.resolve();
  /** The connection that listens; undefined while there is none. */
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #supported = true;

  constructor(
    private readonly database: Database,
    private readonly signal: CommitSignal,
    /** Milliseconds between two looks for what was not heard of. */
    catchUp: number,
    fail: (error: unknown) => void,
  ) {
    const interval = () => (this.#supported ? catchUp : POLL);
    this.#poll = new ChangePoll(database, (committed) => signal.announce(committed), fail, interval);
  }

  /** Begins to listen. Resolves when nothing that is committed from now on can be missed. */
  async start(): Promise<void> {
    await this.#connect();
    await this.#poll.start();
  }

  /** Has other replicas told of `changed`, which is committed. Nobody waits for that; what meets is told together. */
  readonly tell = (changed: readonly Committed[]): void => {
    if (!this.#supported) return;
    for (const { kind, collection } of changed) this.#untold.add(`${this.#self} ${kind} ${collection}`);
    if (!this.#telling) this.#told = this.#tellAll();
  };

  async close(): Promise<void> {
    await this.#told;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#poll.stop();
    await this.#client?.end().catch(() => {});
  }

  /** Tells everything untold, unless the connection is away: then the next one does. */
  async #tellAll(): Promise<void> {
    this.#telling = true;
    while (this.#client !== undefined && this.#untold.size > 0) {
      const client = this.#client;
      const payloads = [...this.#untold];
      this.#untold.clear();
      try {
        await client.query({ name: 'notify', text: NOTIFY, values: [payloads] });
      } catch (error) {
        // Told twice is only looked at twice.
        for (const payload of payloads) this.#untold.add(payload);
        this.#lose(client, error);
      }
    }
    this.#telling = false;
  }

  async #connect(): Promise<void> {
    const { url, timeouts } = this.database;
    const client = new pg.Client({ ...connectionOptions(url, timeouts), application_name: LISTENER });
    client.on('error', (error) => this.#lose(client, error)).on('end', () => this.#lose(client));
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    this.#client = client;
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      this.#lose(client, error);
    }
  }

  /** Gives `client` up and makes another, unless the engine cannot notify at all. */
  #lose(client: pg.Client, error?: unknown): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    client.removeAllListeners('notification');
    void client.end().catch(() => {});
    // A syntax error, or a feature that is not there: the engine is not PostgreSQL itself.
    if (/^(0A|42)/.test(String((error as { code?: unknown } | undefined)?.code))) {
      this.#supported = false;
      this.#untold.clear();
    } else if (!this.#closed) {
      this.#timer = setTimeout(() => void this.#again(), RECONNECT);
    }
  }

  async #again(): Promise<void> {
    await this.#connect();
    this.tell([]);
    // What was committed meanwhile. While the database is away nobody is told; the connection breaks too, and comes here.
    await this.#poll.look().catch(() => {});
  }

  #hear(payload: string): void {
    const [sender, kind, collection] = payload.split(' ');
    if (sender === this.#self || collection === undefined) return;
    if (kind !== 'document' && kind !== 'attachment' && kind !== 'collection') return;
    this.signal.announce({ kind, collection: collection as CollectionName });
  }
}
