import { type EntityTag, parseEntityTag } from '../conditional/index.js';
import {
  type ContentLimits,
  type Incoming,
  readJson,
  refuse,
  refuseContent,
  type Refusal,
  type ServiceOptions,
} from '../http/index.js';
import { acceptDocument, formatPointer, isJsonObject, type JsonObject, parseJson } from '../json/index.js';

/** What a client sends to have merged: its edited document, and the tag of what it edited. */
export interface MergeContent {
  readonly kind: 'edit';
  readonly base: EntityTag;
  readonly data: JsonObject;
}

/** Bytes that the content may have beyond the document in it. */
const WRAPPING = 1024;

/** The limits of the content: every document that can be kept can also be sent, one level down in the wrapping. */
export function mergeLimits({ bodyLimit, maxDepth }: ServiceOptions): ContentLimits {
  return { bodyLimit: bodyLimit + WRAPPING, maxDepth: maxDepth + 1 };
}

/** Reads `{ "base": "<tag>", "data": { … } }`. What is in `data` is judged as strictly as a document. */
export async function readMergeContent(
  incoming: Incoming,
  options: ServiceOptions,
): Promise<MergeContent | Refusal> {
  const accepted = await readJson(incoming, mergeLimits(options), acceptDocument);
  if (accepted.kind === 'refused') return accepted;
  const content = parseJson(accepted.text) as JsonObject;
  const unknown = Object.keys(content).find((name) => name !== 'base' && name !== 'data');
  if (unknown !== undefined) {
    return malformed(formatPointer([unknown]), 'There is a member besides "base" and "data". Leave it out.');
  }
  const base = readBase(content, options);
  if ('kind' in base) return base;
  const { data } = content;
  if (data === undefined) {
    return malformed('/data', '"data" is missing. Send the whole document as it should be after your edit.');
  }
  if (!isJsonObject(data)) {
    const detail = '"data" must be a JSON object: the whole document as it should be after your edit.';
    return refuseContent({ kind: 'not-an-object', detail, pointer: '/data' });
  }
  return { kind: 'edit', base, data };
}

function readBase({ base }: JsonObject, { weakIfMatch }: ServiceOptions): EntityTag | Refusal {
  const tag = typeof base === 'string' ? parseEntityTag(base) : undefined;
  if (tag === undefined) {
    const detail =
      '"base" must be a string that holds the ETag of what you edited, with its double quotes: ' +
      'write "\\"7.mf3k2a1x\\"" for the ETag "7.mf3k2a1x".';
    return malformed('/base', detail);
  }
  // 9110 8.8.1: a weak tag does not name exactly one state, unless a proxy weakens all of ours.
  if (tag.weak && !weakIfMatch) {
    return malformed('/base', '"base" is a weak entity-tag. Send the strong one that the ETag field had.');
  }
  return tag;
}

function malformed(pointer: string, detail: string): Refusal {
  return refuse('malformed-merge', detail, { pointer });
}
