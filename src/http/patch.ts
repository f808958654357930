import { refuse, type Refusal } from './outcome.js';
import type { WriteRequest } from './write-request.js';

/** The media types that PATCH takes; many SDKs send a merge patch as plain JSON. */
export const PATCH_TYPES = [
  'application/merge-patch+json',
  'application/json-patch+json',
  'application/json',
] as const;

/** How the patch in the content is written, by its accepted Content-Type. */
export function patchFormat({ mediaType }: Pick<WriteRequest, 'mediaType'>): 'merge-patch' | 'json-patch' {
  return mediaType === 'application/json-patch+json' ? 'json-patch' : 'merge-patch';
}

/** Why a JSON Patch cannot be applied, in the words of the room that tried. */
export interface PatchFault {
  readonly kind: 'malformed' | 'conflict' | 'invalid';
  readonly detail: string;
  /** Into the patch when it is malformed, else into the document. */
  readonly pointer: string;
  /** The operation at fault, counted from 0. */
  readonly operation?: number;
}

const SLUGS = { malformed: 'malformed-patch', conflict: 'patch-conflict', invalid: 'unprocessable' } as const;

/** 400 for what is no patch, 409 for what does not fit the document, 422 for what makes no document of it. */
export function refusePatch({ kind, detail, pointer, operation }: PatchFault): Refusal {
  return refuse(SLUGS[kind], detail, { pointer, ...(operation !== undefined && { operation }) });
}
