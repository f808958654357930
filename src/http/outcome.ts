import { Buffer } from 'node:buffer';
import type { EntityTag, HttpSeconds } from '../conditional/index.js';
import type { Coding } from '../representation/index.js';
import type { Problem } from './problems.js';

/** What names and dates a representation. */
export interface Validators {
  readonly etag: EntityTag;
  /** Absent for lists: they have no date. */
  readonly lastModified?: HttpSeconds;
}

/** Where the store keeps the text that stands in an answer, so that a replay need not keep it a second time. */
export interface KeptText {
  readonly collection: string;
  readonly id: string;
  readonly revision: number;
  /** What stands in front of it and behind it. */
  readonly before: string;
  readonly after: string;
}

/** Where the store keeps the bytes that an answer shows, for as long as they are current. */
export interface KeptBytes {
  readonly upload: string;
  readonly size: number;
}

/** The content of an answer, before its content coding. HEAD needs only its number of bytes. */
export interface Content {
  readonly mediaType: string;
  /** Applied when the content is sent; identity when it is not said. */
  readonly coding?: Coding;
  /** Names the coded bytes, for ever; left out for what is not worth keeping when it has been compressed. */
  readonly key?: string | undefined;
  /** Bytes in UTF-8 before coding; undefined when that is known only after sending. */
  readonly length: number | undefined;
  /** The text, whole or in pieces; or bytes as they are. Not called for HEAD. */
  readonly text: () => string | AsyncIterable<string | Uint8Array>;
  /** For the answer to a write that shows a revision. */
  readonly kept?: KeptText | KeptBytes;
  /** For the answer to a write that shows several revisions: the whole text, as what is kept and what stands between. */
  readonly pieces?: readonly (string | KeptText)[];
}

/** A JSON text as it stands. */
export function jsonContent(text: string): Content {
  return { mediaType: 'application/json', length: Buffer.byteLength(text), text: () => text };
}

/** The JSON text of a revision, with what the answer puts around it. */
export function revisionContent(
  { collection, id }: Pick<KeptText, 'collection' | 'id'>,
  { revision }: Pick<KeptText, 'revision'>,
  text: string,
  { before, after }: Pick<KeptText, 'before' | 'after'> = BARE,
): Content {
  return { ...jsonContent(before + text + after), kept: { collection, id, revision, before, after } };
}

const BARE = { before: '', after: '' };

/** Content without an end of its own. */
export interface LiveContent {
  readonly mediaType: string;
  /** The bytes. Not called for HEAD. */
  readonly pieces: () => AsyncIterable<Buffer>;
  /** Calls `act` when the reader has stood still for too long; returns the function that prevents it. */
  readonly patience: (act: () => void) => () => void;
}

/** How long an answer may be used without asking again. */
export type Freshness = 'revalidate' | 'immutable' | 'never';

/** Header fields beyond those that the kind of outcome implies. */
export type Fields = Readonly<Record<string, string>>;

/** What a use case came to: the only thing that is ever answered. One table knows what it means in HTTP. */
export type Outcome =
  /** 200 to GET and HEAD. */
  | {
      readonly kind: 'found';
      readonly validators?: Validators;
      readonly content: Content;
      readonly freshness: Freshness;
      readonly fields?: Fields;
    }
  /** 206 to GET: parts of what a 200 would be, Content-Range in the fields or in the parts (9110 15.3.7). */
  | {
      readonly kind: 'partial';
      readonly validators: Validators;
      readonly content: Content;
      readonly freshness: Freshness;
      readonly fields: Fields;
    }
  /** 304: the client's copy is current. */
  | {
      readonly kind: 'not-modified';
      readonly validators: Validators;
      readonly freshness: Freshness;
      /** Fields of the 200 that its 304 repeats: how a browser guards the page, for one. */
      readonly fields?: Fields;
    }
  /** 200 with content that comes as it happens, until one of both sides ends it. Never stored, never coded. */
  | ({ readonly kind: 'stream' } & LiveContent & { readonly fields?: Fields })
  /** 302: for now, another resource is the answer. */
  | { readonly kind: 'elsewhere'; readonly location: string }
  /** 201 with the new resource's URI, and its representation if there is content. */
  | {
      readonly kind: 'created';
      readonly location: string;
      readonly validators: Validators | undefined;
      readonly content?: Content;
      readonly fields?: Fields;
    }
  /**
   * 200 with the new representation. Without its URI when the content is none that a GET would give, but tells what came
   * of an action (9110 8.7).
   */
  | {
      readonly kind: 'changed';
      readonly location?: string;
      readonly validators: Validators;
      readonly content: Content;
      readonly fields?: Fields;
    }
  /** 200 to POST with what came of it, of which there is no other representation. */
  | { readonly kind: 'performed'; readonly content: Content; readonly fields?: Fields }
  /** 204: stored as sent. Without validators when the bytes were transformed on the way (9110 9.3.4). */
  | { readonly kind: 'stored'; readonly validators: Validators | undefined; readonly fields?: Fields }
  /** 204: there is nothing any more. */
  | { readonly kind: 'removed'; readonly fields?: Fields }
  /** 204 to OPTIONS. */
  | { readonly kind: 'options'; readonly fields: Fields }
  /** Any 4xx or 5xx. */
  | Refusal;

/** A problem as an outcome, with the fields that help to recover. */
export interface Refusal {
  readonly kind: 'refused';
  readonly problem: Problem;
  readonly fields?: Fields;
}

/** A refusal, written short. */
export function refuse(
  slug: Problem['slug'],
  detail: string,
  members?: Readonly<Record<string, unknown>>,
  fields?: Fields,
): Refusal {
  return {
    kind: 'refused',
    problem: { slug, detail, ...(members && { members }) },
    ...(fields && { fields }),
  };
}

/** A refusal on its way to the exception filter, from places that cannot return an outcome (a Nest pipe). */
export class RefusedException extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.problem.detail);
    this.name = 'RefusedException';
  }
}
