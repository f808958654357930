import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A proxy in front of a service that can lose an answer: the request arrives and is performed, its client hears nothing. */
export class CuttingProxy {
  /** Answers that were swallowed. */
  cut = 0;
  readonly #connections = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: () => string,
    private readonly losesAnswer: () => boolean,
  ) {}

  /** `target` is the service's URL at the time of a connection; `losesAnswer` is asked once for each connection. */
  static async start(target: () => string, losesAnswer: () => boolean): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server, target, losesAnswer);
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
    const loses = this.losesAnswer();
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
    client.pipe(upstream);
    if (!loses) {
      upstream.pipe(client);
      return;
    }
    // The first byte of the answer shows that the request was performed; nothing of it gets through.
    upstream.once('data', () => {
      this.cut += 1;
      client.destroy();
    });
  }
}
