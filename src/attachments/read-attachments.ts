import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { httpSeconds, ifRangeHolds, parseIfRange } from '../conditional/index.js';
import {
  currentState,
  type Incoming,
  judgeRead,
  type Outcome,
  refuse,
  refuseFields,
  type Refusal,
  selectedState,
  validatorsOf,
} from '../http/index.js';
import {
  type BytePart,
  contentRange,
  MAX_PARTS,
  multipartBody,
  negotiateMediaType,
  selectRanges,
} from '../representation/index.js';
import {
  ATTACHMENT_STORE,
  type AttachmentHead,
  type AttachmentKey,
  type AttachmentReader,
  type AttachmentSnapshot,
} from '../store/index.js';
import { attachmentFields, attachmentPolicies, wholeContent } from './attachment-content.js';
import { isOutside, refuseMissing } from './refuse-missing.js';

type Found = Extract<AttachmentSnapshot, { kind: 'live' }>;

/** GET and HEAD of one attachment. */
@Injectable()
export class ReadAttachments {
  constructor(@Inject(ATTACHMENT_STORE) private readonly store: AttachmentReader) {}

  /** The bytes or a part of them; or 304 without reading any. Bytes never change: the head decides which. */
  async read(key: AttachmentKey, incoming: Incoming): Promise<Outcome> {
    const found = select(key, await this.store.head(key), incoming);
    if (found.kind === 'refused') return found;
    const { attachment } = found;
    const state = selectedState(attachment);
    // 9110 13.2.2: If-Match and If-None-Match go first, then Range with If-Range.
    const early = judgeRead(incoming.method, incoming.preconditions, state, {
      validators: validatorsOf(attachment),
      told: () => currentState(attachment),
    });
    if (early?.kind === 'not-modified') return { ...early, fields: attachmentPolicies(key.name, attachment) };
    if (early !== undefined) return early;
    const range = incoming.method === 'GET' ? incoming.field('range') : undefined;
    if (range === undefined) return this.#whole(key, attachment);
    const condition = parseIfRange(incoming.field('if-range'), httpSeconds(Date.now()));
    return ifRangeHolds(condition, state)
      ? this.#ranged(key, attachment, range)
      : this.#whole(key, attachment);
  }

  #whole({ name }: AttachmentKey, attachment: AttachmentHead): Outcome {
    return {
      kind: 'found',
      validators: validatorsOf(attachment),
      content: wholeContent(this.store, attachment),
      freshness: 'revalidate',
      fields: attachmentFields(name, attachment),
    };
  }

  #ranged(key: AttachmentKey, attachment: AttachmentHead, range: string): Outcome {
    const selected = selectRanges(range, attachment.size);
    switch (selected.kind) {
      case 'whole':
        return this.#whole(key, attachment);
      case 'parts':
        return this.#parts(key, attachment, selected.parts);
      case 'unsatisfiable':
        return refuseRange(attachment, selected.reason);
      default:
        return selected satisfies never;
    }
  }

  #parts({ name }: AttachmentKey, attachment: AttachmentHead, parts: readonly BytePart[]): Outcome {
    const { mediaType, size, upload } = attachment;
    const [first] = parts;
    if (upload === null || first === undefined) throw new Error('there are no parts of nothing');
    const fields = attachmentFields(name, attachment);
    const partial = {
      kind: 'partial',
      validators: validatorsOf(attachment),
      freshness: 'revalidate',
    } as const;
    if (parts.length === 1) {
      const length = first.last - first.first + 1;
      const text = () => this.store.bytes(upload, first);
      return {
        ...partial,
        content: { mediaType, length, text },
        fields: { ...fields, 'Content-Range': contentRange(first, size) },
      };
    }
    const { heads, end, ...body } = multipartBody(parts, { mediaType, size, boundary: newBoundary() });
    const bytes = (part: BytePart) => this.store.bytes(upload, part);
    async function* pieces(): AsyncGenerator<string | Uint8Array> {
      for (const [index, part] of parts.entries()) {
        yield heads[index] ?? '';
        yield* bytes(part);
      }
      yield end;
    }
    return { ...partial, fields, content: { ...body, text: pieces } };
  }
}

// 9110 14.6: it must not be found in any of the parts; nobody who wrote them could know it.
function newBoundary(): string {
  return randomBytes(18).toString('hex');
}

/** The attachment, or why there is none, in the contract's order of refusal. */
function select(key: AttachmentKey, snapshot: AttachmentSnapshot, incoming: Incoming): Found | Refusal {
  if (snapshot.kind !== 'live' && isOutside(snapshot)) return refuseMissing(key, snapshot);
  if (snapshot.kind === 'live') {
    const { mediaType } = snapshot.attachment;
    if (negotiateMediaType(incoming.accept, [mediaType]) === undefined) {
      return refuse('not-acceptable', `The attachment is ${mediaType}, and the Accept field excludes that.`, {
        available: [mediaType],
      });
    }
  }
  const malformed = refuseFields(incoming);
  if (malformed !== undefined) return malformed;
  return snapshot.kind === 'live' ? snapshot : refuseMissing(key, snapshot);
}

function refuseRange({ size }: AttachmentHead, reason: 'outside' | 'too-many'): Refusal {
  const detail =
    reason === 'outside'
      ? `None of the ranges begins within the ${size} bytes that there are.`
      : `The ranges are more than ${MAX_PARTS} parts that do not touch each other. Ask for fewer at a time.`;
  return refuse('range-not-satisfiable', detail, { size }, { 'Content-Range': `bytes */${size}` });
}
