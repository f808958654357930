import { mintToken, Scopes } from '../../src/access/index.js';
import { type OpenTokens, openTokens } from '../../src/storage/index.js';
import type { Milliseconds } from '../../src/store/index.js';
import { type Bench, useService } from '../http/support.js';

/** A service with access control, and an operator beside it. */
export interface Guarded extends Bench {
  /** Makes a token and returns the field that carries it. */
  bearer(name: string, scopes: string, expiresAt?: number): Promise<{ Authorization: string }>;
  revoke(name: string): Promise<void>;
}

/** The fields of a bearer of `secret`. */
export function bearing(secret: string): { Authorization: string } {
  return { Authorization: `Bearer ${secret}` };
}

/** The secret in such fields. */
export function secretIn({ Authorization: field }: { Authorization: string }): string {
  return field.slice('Bearer '.length);
}

/** The fields of a browser that remembers `secret`. */
export function remembering(secret: string): { Authorization: string } {
  return { Authorization: `Basic ${Buffer.from(`me:${secret}`).toString('base64')}` };
}

/** Starts the service of this file with AUTH=token. */
export function useGuarded(environment: Readonly<Record<string, string>> = {}): Guarded {
  const bench = useService({ AUTH: 'token', ...environment });
  let opened: OpenTokens | undefined;
  const tokens = async () => {
    opened ??= await openTokens({ kind: 'sqlite', file: `${bench.service.folder}/etagere.db` });
    return opened.tokens;
  };
  // Registered behind the bench's own, so it runs before that.
  afterAll(async () => opened?.close());
  return Object.assign(Object.create(bench) as Bench, {
    async bearer(name: string, scopes: string, expiresAt?: number) {
      const { text, hash } = mintToken();
      const createdAt = Date.now() as Milliseconds;
      const kept = {
        name,
        hash,
        scopes: Scopes.parse(scopes).toString(),
        createdAt,
        expiresAt: (expiresAt ?? null) as Milliseconds | null,
      };
      if ((await (await tokens()).create(kept)) !== 'created') throw new Error(`${name} is taken`);
      return bearing(text);
    },
    async revoke(name: string) {
      await (await tokens()).revoke(name, Date.now() as Milliseconds);
    },
  });
}
