/**
 * Why a text is refused: the first line's kinds are answered with 400, the second line's with 422 (contract
 * 2).
 */
export type JsonFaultKind =
  | ('malformed' | 'invalid-utf8' | 'byte-order-mark' | 'duplicate-member' | 'lone-surrogate' | 'empty')
  | ('not-an-object' | 'unsafe-number' | 'too-deep' | 'too-large');

/** One reason to refuse a text, told so that its sender can mend it. */
export interface JsonFault {
  readonly kind: JsonFaultKind;
  /**
   * JSON Pointer (6901) to the value; absent when the text is malformed or the pointer would be very long.
   */
  readonly pointer?: string;
  /**
   * Where it is: UTF-16 code units from the start of the text, for `invalid-utf8` bytes from the start of the
   * content.
   */
  readonly offset?: number;
  /** A sentence on what was wrong and where, and one on what to send instead. */
  readonly detail: string;
}

/** What a text may hold at most. */
export interface JsonLimits {
  /** Length in bytes of UTF-8. */
  readonly maxBytes: number;
  /** Levels of nesting; the top object or array is level 1. */
  readonly maxDepth: number;
}
