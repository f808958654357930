import { Buffer, isUtf8 } from 'node:buffer';

/**
 * The first parameter in the query of a target, named as it was written, that is not percent-encoded UTF-8: decoded,
 * another text would stand in its place without a word.
 */
export function undecodableParameter(target: string): string | undefined {
  const mark = target.indexOf('?');
  if (mark < 0) return undefined;
  const parameters = target.slice(mark + 1).split('&');
  const broken = parameters.find((one) => /%(?![0-9a-f]{2})/i.test(one) || !isUtf8(decoded(one)));
  return broken?.split('=')[0];
}

/** The bytes that percent-encoded text stands for. */
function decoded(text: string): Buffer {
  const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}
