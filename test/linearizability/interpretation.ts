import { revisionOf } from '../races/child-service.js';
import type { WireAnswer } from '../races/wire.js';
import type { Operation } from './operation.js';

/** What an answer says about one document. */
export type Meaning = Pick<Operation, 'status' | 'etag' | 'rev' | 'out'> &
  Partial<Pick<Operation, 'seenNonce'>> & {
    /** That nothing here should ever be answered so. */
    readonly surprise?: boolean;
  };

/** What no answer at all says. */
export const SILENCE: Meaning = { status: null, etag: null, rev: null, out: 'info' };

/** Reads an answer about one document. */
export function interpret(f: Operation['f'], { status, fields, text }: WireAnswer): Meaning {
  const etag = fields.get('etag') ?? null;
  const rev = etag === null ? null : revisionOf(etag);
  switch (status) {
    case 200:
    case 201:
    case 204:
      if (f === 'read') return { status, etag, rev, out: 'ok', seenNonce: nonceOf(text) };
      return { status, etag, rev, out: 'ok' };
    case 304:
      return { status, etag, rev, out: 'ok' };
    case 412:
      return { status, etag, rev: rev ?? 'absent', out: 'fail' };
    case 404:
    case 410: {
      const { revision = 0 } = JSON.parse(text) as { revision?: number };
      return { status, etag, rev: revision, out: f === 'read' ? 'ok' : 'fail', seenNonce: null };
    }
    default:
      return interpretFailure(status, text);
  }
}

/** A refusal or failure that shows nothing. The service says of every 503 but one that nothing was performed. */
export function interpretFailure(status: number, text: string): Meaning {
  const refused = { status, etag: null, rev: null, out: 'fail' } as const;
  if (status === 428 || status === 507) return refused;
  if (status === 503) return text.includes('/outcome-unknown') ? { ...SILENCE, status } : refused;
  return status < 500 ? { ...refused, surprise: true } : { ...SILENCE, status, surprise: true };
}

/** The nonce in a document. */
export function nonceOf(text: string): string {
  return (JSON.parse(text) as { nonce: string }).nonce;
}
