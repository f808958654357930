import { type Incoming, judgeWrite, type Refusal, type ServiceOptions, writeTarget } from '../http/index.js';
import { parseJson } from '../json/index.js';
import {
  type AttachmentKey,
  type AttachmentWriteSnapshot,
  type CollectionHead,
  parseSettings,
} from '../store/index.js';
import { refuseMissing } from './refuse-missing.js';

/** A snapshot whose document is alive. */
export type OpenAttachment = Extract<AttachmentWriteSnapshot, { kind: 'open' }>;

/** The preconditions' refusal: 412 or 428; undefined when the write may be performed. */
export function judgeAttachment(
  { collection, attachment }: OpenAttachment,
  incoming: Incoming,
  { weakIfMatch }: ServiceOptions,
): Refusal | undefined {
  return judgeWrite(incoming.method, incoming.preconditions, writeTarget(attachment), {
    required: isGuardRequired(collection),
    weakIfMatch,
  });
}

/** The snapshot if its document is live; else 404 or 410. */
export function requireOpen(key: AttachmentKey, snapshot: AttachmentWriteSnapshot): OpenAttachment | Refusal {
  return snapshot.kind === 'open' ? snapshot : refuseMissing(key, snapshot);
}

/** Settings that cannot be read let no write through without a guard. */
function isGuardRequired({ settings }: CollectionHead): boolean {
  const parsed = parseSettings(parseJson(settings) as Readonly<Record<string, unknown>>);
  return parsed.kind !== 'settings' || parsed.settings.preconditions === 'required';
}
