import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

/** Milliseconds after which the keys are read anew: a key that the issuer withdraws is refused by then. */
const FRESH = 10 * 60_000;
/** Milliseconds for which they serve while they cannot be read anew. */
const USABLE = 60 * 60_000;
/** Milliseconds between two readings: tokens with keys of nowhere must not make us ask without end. */
const PAUSE = 15_000;
/** Milliseconds that the issuer may take to answer, and characters that its answer may have. */
const PATIENCE = 5000;
const LARGEST = 1024 * 1024;

/** Where keys are: in a file, or where the operator says that the issuer publishes them. */
export type KeyPlace =
  { readonly kind: 'file'; readonly file: string } | { readonly kind: 'url'; readonly url: URL };

/** The keys cannot be had; nothing is said about the token. */
export class KeysUnavailable extends Error {
  constructor(cause: unknown) {
    super('the keys of the issuer of tokens cannot be had', { cause });
    this.name = 'KeysUnavailable';
  }
}

/** The keys of one issuer: kept, read anew now and then, and when a token names one that is not among them. */
export class IssuerKeys {
  #keys: JWTVerifyGetKey | undefined;
  #readAt = -Infinity;
  #triedAt = -Infinity;
  #reading: Promise<void> | undefined;

  /** `report` is told of readings that fail. */
  constructor(
    private readonly place: KeyPlace,
    private readonly report: (error: unknown) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The key that a token names. Nothing else that the token says is ever followed. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (this.now() - this.#readAt > FRESH) await this.#refresh();
    const keys = this.#usable();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !(await this.#refresh())) throw error;
      return this.#usable()(header, token);
    }
  };

  /** Reads them; throws when that fails. */
  async read(): Promise<void> {
    this.#triedAt = this.now();
    this.#keys = createLocalJWKSet(await load(this.place));
    this.#readAt = this.#triedAt;
  }

  #usable(): JWTVerifyGetKey {
    if (this.#keys === undefined || this.now() - this.#readAt > USABLE) throw new KeysUnavailable(undefined);
    return this.#keys;
  }

  /** Whether they have been read anew; not when that was tried a moment ago. */
  async #refresh(): Promise<boolean> {
    if (this.#reading === undefined) {
      if (this.now() - this.#triedAt < PAUSE) return false;
      this.#reading = this.read()
        .catch(this.report)
        .finally(() => (this.#reading = undefined));
    }
    await this.#reading;
    return this.#readAt === this.#triedAt;
  }
}

async function load(place: KeyPlace): Promise<JSONWebKeySet> {
  return JSON.parse(place.kind === 'file' ? await readFile(place.file, 'utf8') : await download(place.url));
}

async function download(url: URL): Promise<string> {
  // Not to wherever a redirect leads: the operator has named this place and no other.
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
  const text = await answer.text();
  if (answer.status === 200 && text.length <= LARGEST) return text;
  throw new Error(`${url.href} answered ${answer.status} with ${text.length} characters`);
}
