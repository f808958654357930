import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What becomes of a piece on its way: it gets through; or the connection ends, before it or in the middle of it. */
export type Fate = 'through' | 'cut' | 'half';

/** Decides about one piece of a request or of an answer. */
export type Fates = (piece: 'request' | 'answer') => Fate;

/**
 * A proxy in front of a service that can lose what it carries. When an answer is cut, the request has arrived and was
 * performed, and its client hears nothing.
 */
export class CuttingProxy {
  /** Answers that were swallowed, whole or in part. */
  cut = 0;
  readonly #connections = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: () => string,
    private readonly fates: Fates,
  ) {}

  /** `target` is the service's URL at the time of a connection; `fates` is asked for each piece. */
  static async start(target: () => string, fates: Fates): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server, target, fates);
    server.on('connection', (client: Socket) => proxy.#join(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#connections) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #join(client: Socket): void {
    const { hostname, port } = new URL(this.target());
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      this.#connections.add(socket);
      socket
        .on('error', () => {})
        .on('close', () => {
          this.#connections.delete(socket);
          client.destroy();
          upstream.destroy();
        });
    }
    this.#carry('request', client, upstream);
    this.#carry('answer', upstream, client);
  }

  #carry(direction: 'request' | 'answer', from: Socket, to: Socket): void {
    from
      .on('data', (piece: Buffer) => {
        const fate = this.fates(direction);
        if (fate === 'through') {
          to.write(piece);
          return;
        }
        if (direction === 'answer') this.cut += 1;
        from.pause();
        if (fate === 'cut') to.destroy();
        else to.write(piece.subarray(0, piece.length / 2), () => to.destroy());
      })
      .on('end', () => to.end());
  }
}
