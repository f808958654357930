import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';

/** One environment variable: what it means, what stands in for it, and how its text becomes a value. */
export interface Setting<T> {
  readonly name: string;
  readonly fallback: string;
  readonly help: string;
  /** The value, or a sentence saying what to write instead. */
  readonly parse: (text: string) => { readonly value: T } | { readonly fault: string };
}

/** A setting whose value is one of a few words. */
export function choice<const W extends string>(
  name: string,
  words: readonly [W, ...W[]],
  help: string,
): Setting<W> {
  return {
    name,
    fallback: words[0],
    help: `${help} (${words.join(' | ')})`,
    parse: (text) => {
      const value = words.find((word) => word === text);
      return value === undefined ? { fault: `must be one of ${words.join(', ')}` } : { value };
    },
  };
}

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** A number of bytes: digits, or digits with KiB, MiB or GiB. */
export function bytes(name: string, fallback: string, help: string): Setting<number> {
  return {
    name,
    fallback,
    help,
    parse: (text) => {
      const [, digits, unit = ''] = /^(\d{1,12}) ?(B|KiB|MiB|GiB)?$/.exec(text) ?? [];
      const value = Number(digits) * (UNITS[unit] ?? Number.NaN);
      return value > 0 ? { value } : { fault: 'must be a number of bytes such as 1048576 or 1MiB' };
    },
  };
}

/** A whole number within bounds. */
export function integer(
  name: string,
  fallback: string,
  low: number,
  high: number,
  help: string,
): Setting<number> {
  return {
    name,
    fallback,
    help,
    parse: (text) => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= low && value <= high
        ? { value }
        : { fault: `must be a whole number from ${low} to ${high}` };
    },
  };
}

/** The address to listen on: an IP address or `localhost`. */
export const host: Setting<string> = {
  name: 'HOST',
  fallback: '127.0.0.1',
  help: 'address to listen on; beyond loopback only with AUTH, or with ALLOW_ANONYMOUS=true',
  parse: (text) =>
    isIP(text) !== 0 || text === 'localhost'
      ? { value: text }
      : { fault: 'must be an IP address such as 127.0.0.1 or ::1, or localhost' },
};

/** Where the data is: in a file of this machine, or on a server. */
export const database: Setting<
  { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgresql'; readonly url: string }
> = {
  name: 'DATABASE_URL',
  fallback: 'file:./data/etagere.db',
  help: 'the SQLite file as file:<path>, made on first start; or postgresql://<user>:<password>@<host>:<port>/<database>',
  parse: (text) => {
    if (/^postgres(ql)?:\/\//.test(text)) {
      return URL.canParse(text) && new URL(text).pathname.length > 1
        ? { value: { kind: 'postgresql', url: text } }
        : { fault: 'must be postgresql://<user>:<password>@<host>:<port>/<database>' };
    }
    if (!text.startsWith('file:') || text === 'file:') {
      return { fault: 'must be file: and a path, or postgresql:// and a server' };
    }
    // As Prisma has them. They would be taken for a part of the name, and a new, empty file be made beside the real one.
    if (text.includes('?')) {
      return { fault: 'must be file:<path> without parameters: leave out "?" and what follows' };
    }
    if (text.startsWith('file://')) {
      try {
        return { value: { kind: 'sqlite', file: fileURLToPath(text) } };
      } catch {
        return { fault: 'must be file:<path>, or file:///<absolute path>' };
      }
    }
    return { value: { kind: 'sqlite', file: text.slice('file:'.length) } };
  },
};

/** The origins whose pages may use the service from a browser. */
export const corsOrigins: Setting<readonly string[]> = {
  name: 'CORS_ORIGINS',
  fallback: '',
  help: 'origins whose pages may use the service from a browser, as a comma list; * for all',
  parse: (text) => {
    const value = text === '' ? [] : text.split(',').map((origin) => origin.trim());
    const wrong = value.find((origin) => origin !== '*' && !isOrigin(origin));
    return wrong === undefined
      ? { value }
      : { fault: `must list origins such as https://app.example, not "${wrong}"` };
  },
};

/** Scheme, host and port, as a browser writes them in Origin. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** The path in front of every URI, for a service behind a proxy that keeps it. */
export const basePath: Setting<string> = {
  name: 'BASE_PATH',
  fallback: '',
  help: 'path in front of every URI, such as /store',
  parse: (text) =>
    text === '' || /^(\/[A-Za-z0-9._~-]+)+$/.test(text)
      ? { value: text }
      : {
          fault: 'must begin with "/", not end with it, and hold only letters, digits, ".", "_", "~" and "-"',
        },
};
