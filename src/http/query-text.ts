import { Buffer, isUtf8 } from 'node:buffer';

// The query of a request target before it is taken apart. Node hands a target over one character a byte.

/** The text behind the question mark. Clients such as curl send what was typed, in UTF-8, without percent-encoding it. */
export function queryText(target: string): string {
  return Buffer.from(bytesBehindMark(target), 'latin1').toString();
}

/**
 * The first parameter, named as it was written, that is not percent-encoded UTF-8: decoded, another text would stand
 * in its place without a word.
 */
export function undecodableParameter(target: string): string | undefined {
  const broken = bytesBehindMark(target)
    .split('&')
    .find((parameter) => /%(?![0-9a-f]{2})/i.test(parameter) || !isUtf8(decoded(parameter)));
  return broken?.split('=')[0];
}

function bytesBehindMark(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? '' : target.slice(mark + 1);
}

function decoded(parameter: string): Buffer {
  const bytes = parameter.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}
