import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServiceProcess, startProcess } from '../support/process.js';
import { Wire, type WireAnswer } from './wire.js';

/** A service in a process of its own, over a database in a folder of its own; it can be started again on that. */
export class ChildService {
  /** What any of its processes reported as a failure: empty unless the service has a defect. */
  readonly failures: string[] = [];
  readonly #opened: Wire[] = [];
  #process: ServiceProcess | undefined;

  private constructor(
    readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<ChildService> {
    const service = new ChildService(await mkdtemp(join(tmpdir(), 'etagere-')), environment);
    await service.again();
    return service;
  }

  get file(): string {
    return join(this.folder, 'etagere.db');
  }

  get url(): string {
    return this.process.url;
  }

  get process(): ServiceProcess {
    if (this.#process === undefined) throw new Error('the service is not running');
    return this.#process;
  }

  /** Starts the next process on the same database. */
  async again(): Promise<void> {
    this.#process = await startProcess({ DATABASE_URL: `file:${this.file}`, ...this.environment });
    this.#process.child.stdout?.on('data', (piece: Buffer) => {
      if (piece.includes('"level":"error"')) this.failures.push(piece.toString());
    });
    this.#process.child.stderr?.on('data', (piece: Buffer) => this.failures.push(piece.toString()));
  }

  /** Ends the process; resolves with its exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    for (const wire of this.#opened.splice(0)) wire.close();
    const ending = this.process.end(signal);
    this.#process = undefined;
    return ending;
  }

  /** Opens connections that end with the process. */
  async wires(count: number): Promise<Wire[]> {
    const wires = await Wire.openMany(this.url, count);
    this.#opened.push(...wires);
    return wires;
  }

  /** One more connection. */
  async wire(): Promise<Wire> {
    const wire = await Wire.open(this.url);
    this.#opened.push(wire);
    return wire;
  }

  /** Makes a collection. */
  async makeCollection(name: string): Promise<void> {
    const wire = await this.wire();
    const { status, text } = await create(wire, `/v1/collections/${name}`, '{}');
    if (status !== 201) throw new Error(`making ${name}: ${status} ${text}`);
  }

  /** Ends what runs and removes the folder. */
  async remove(): Promise<void> {
    if (this.#process !== undefined) await this.end('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** PUT with `If-None-Match: *`. */
export function create(wire: Wire, path: string, body: string): Promise<WireAnswer> {
  return wire.send({ method: 'PUT', path, body, fields: { 'If-None-Match': '*' } });
}

/** PUT with `If-Match`. */
export function replace(wire: Wire, path: string, body: string, tag: string): Promise<WireAnswer> {
  return wire.send({ method: 'PUT', path, body, fields: { 'If-Match': tag } });
}

/** DELETE with `If-Match`. */
export function remove(wire: Wire, path: string, tag: string): Promise<WireAnswer> {
  return wire.send({ method: 'DELETE', path, fields: { 'If-Match': tag } });
}

/** GET, with `If-None-Match` when there are tags. */
export function read(wire: Wire, path: string, ...tags: readonly string[]): Promise<WireAnswer> {
  return wire.send({
    method: 'GET',
    path,
    ...(tags.length > 0 && { fields: { 'If-None-Match': tags.join(', ') } }),
  });
}

/** The revision number inside one of our entity-tags. */
export function revisionOf(tag: string): number {
  return Number(/^"(\d+)\./.exec(tag)?.[1]);
}
