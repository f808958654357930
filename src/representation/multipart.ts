import type { BytePart } from './ranges.js';

/** The value of Content-Range for one part of `size` bytes (9110 14.4). */
export function contentRange({ first, last }: BytePart, size: number): string {
  return `bytes ${first}-${last}/${size}`;
}

/** Several parts as one content (9110 14.6). */
export interface MultipartBody {
  readonly mediaType: string;
  /** Bytes of all of it. */
  readonly length: number;
  /** What stands in front of each part. */
  readonly heads: readonly string[];
  /** What closes the body. */
  readonly end: string;
}

/** What surrounds `parts` of a representation; `boundary` must not be guessable by whoever made the content. */
export function multipartBody(
  parts: readonly BytePart[],
  {
    mediaType,
    size,
    boundary,
  }: { readonly mediaType: string; readonly size: number; readonly boundary: string },
): MultipartBody {
  // All of it is ASCII: a character is a byte.
  const heads = parts.map(
    (part, index) =>
      `${index === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Type: ${mediaType}\r\n` +
      `Content-Range: ${contentRange(part, size)}\r\n\r\n`,
  );
  const end = `\r\n--${boundary}--\r\n`;
  const length = parts.reduce(
    (sum, { first, last }, index) => sum + (heads[index] ?? '').length + last - first + 1,
    end.length,
  );
  return { mediaType: `multipart/byteranges; boundary=${boundary}`, length, heads, end };
}
