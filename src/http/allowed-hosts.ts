import type { IncomingMessage } from 'node:http';
import { refuse, type Refusal } from './outcome.js';
import { pathOf } from './target.js';

/** Values of Host that were looked at before. */
const REMEMBERED = 100;

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Probes come under whatever address their machine is reached by, and are told nothing but that it is well. */
const PROBES: ReadonlySet<string> = new Set(['/health/live', '/health/ready']);

/**
 * The names under which a service that lets everybody in may be asked for. A browser on the same machine could be led to
 * it under a name of somebody else's (DNS rebinding), and then takes its answers for those of that somebody's own pages.
 */
export class AllowedHosts {
  readonly #names: ReadonlySet<string>;
  readonly #admitted = new Set<string>();

  /** `names` in lower case and without ports, besides those of loopback; `*` stands for all. */
  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  /** 421 for another name (9110 15.5.20). Without a name, or an empty one, nobody was deceived. */
  refuse(request: IncomingMessage): Refusal | undefined {
    const { host } = request.headers;
    if (host === undefined || host === '' || this.#admits(host)) return undefined;
    if (PROBES.has(pathOf(request.url ?? ''))) return undefined;
    return refuse(
      'misdirected-request',
      `The service does not go by the name ${JSON.stringify(host)}. Ask for it by one of its own; or have its operator ` +
        'add the name to ALLOWED_HOSTS.',
      { field: 'Host' },
    );
  }

  #admits(host: string): boolean {
    if (this.#admitted.has(host)) return true;
    const name = host.toLowerCase().replace(/:\d*$/, '');
    if (!LOOPBACK.test(name) && !this.#names.has(name) && !this.#names.has('*')) return false;
    if (this.#admitted.size < REMEMBERED) this.#admitted.add(host);
    return true;
  }
}
