import type { DocumentKey } from '../store/index.js';

/**
 * Texts that tell a remembered answer about a document from others, which a statement looks for: where its text is kept,
 * or its path, alone or with something behind it. Names need no escape, neither in JSON nor in a path.
 */
export function answersAbout({ collection, id }: DocumentKey): {
  readonly kept: string;
  readonly whole: string;
  readonly below: string;
  readonly queried: string;
} {
  const path = `/v1/collections/${collection}/documents/${id}`;
  return {
    kept: `"collection":"${collection}","id":"${id}"`,
    whole: `${path}"`,
    below: `${path}/`,
    queried: `${path}?`,
  };
}
