import { parse } from 'content-type';
import type { Preconditions } from '../conditional/index.js';
import type { ContentResult } from './content.js';
import type { Preferences } from './prefer.js';

/**
 * What the rules of a write look at. A request that came alone meets it, and so does an operation of a batch, so that
 * each rule is written once.
 */
export interface WriteRequest {
  readonly method: string;
  /** Who is told to have made the change; null when nobody is known. */
  readonly author: string | null;
  readonly accept: string | undefined;
  readonly contentType: string | undefined;
  /** The type of the content without its parameters, in lower case; undefined when it is not said. */
  readonly mediaType: string | undefined;
  /** The codings applied to the content, in lower case, outermost last; empty for none. */
  readonly contentCodings: readonly string[];
  /** Bytes of content as declared; undefined when they are not. */
  readonly declaredLength: number | undefined;
  readonly hasQuery: boolean;
  readonly query: URLSearchParams;
  readonly preconditions: Preconditions;
  readonly preferences: Preferences;
  /** The value of a field by its lower-case name; undefined when it is absent. */
  field(name: string): string | undefined;
  /** The content, decoded, up to `limit` bytes. */
  content(limit: number): Promise<ContentResult>;
}

/** The type that a Content-Type names, without its parameters, in lower case. */
export function mediaTypeOf(contentType: string | undefined): string | undefined {
  return contentType === undefined ? undefined : parse(contentType).type.toLowerCase();
}
