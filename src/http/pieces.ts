import { Buffer } from 'node:buffer';
import type { Content, KeptText } from './outcome.js';

/** A part of an answer: text as it stands, or that of a revision with what goes around it. */
export type Piece = string | { readonly kept: KeptText; readonly text: string };

/** The revision that the content of an answer shows, with other text around it; undefined when it shows none. */
export function pieceOf(content: Content | undefined, before: string, after: string): Piece | undefined {
  const text = content?.text();
  if (content?.kept === undefined || 'upload' in content.kept || typeof text !== 'string') return undefined;
  return { kept: { ...content.kept, before, after }, text };
}

/** A JSON text that is put together when it is sent, so that several large documents are not held twice. */
export function piecesContent(pieces: readonly Piece[]): Content {
  const texts = pieces.flatMap((piece) =>
    typeof piece === 'string' ? [piece] : [piece.kept.before, piece.text, piece.kept.after],
  );
  return {
    mediaType: 'application/json',
    length: texts.reduce((length, text) => length + Buffer.byteLength(text), 0),
    text: () => inTurn(texts),
    pieces: pieces.map((piece) => (typeof piece === 'string' ? piece : piece.kept)),
  };
}

async function* inTurn(texts: readonly string[]): AsyncIterable<string> {
  yield* texts;
}
