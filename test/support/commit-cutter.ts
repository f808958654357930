import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * What becomes of the next COMMIT: it goes through; it arrives, but the connection breaks before it is answered, or stays
 * silent; it does not even arrive.
 */
export type Fate = 'through' | 'unanswered' | 'silent' | 'lost';

const COMMIT = Buffer.from('COMMIT\0');

/** A proxy in front of PostgreSQL that can cut a connection at its COMMIT. */
export class CommitCutter {
  fate: Fate = 'through';
  /** Connections that were cut. */
  cut = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async start(target: string): Promise<CommitCutter> {
    const server = createServer();
    const cutter = new CommitCutter(server, new URL(target));
    server.on('connection', (client: Socket) => cutter.#join(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return cutter;
  }

  /** The URL of the same database, through the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Ends every connection at once. */
  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.breakAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #join(client: Socket): void {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          this.#sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
    }
    let mute = false;
    let silent = false;
    client.on('data', (piece: Buffer) => {
      if (this.fate === 'through' || !piece.includes(COMMIT)) {
        upstream.write(piece);
        return;
      }
      this.cut += 1;
      if (this.fate === 'lost') {
        client.destroy();
        return;
      }
      // The server's answer shows that it has committed; nothing of it gets through.
      mute = true;
      silent = this.fate === 'silent';
      upstream.write(piece);
    });
    upstream.on('data', (piece: Buffer) => {
      if (silent) return;
      if (mute) client.destroy();
      else client.write(piece);
    });
  }
}
