/** For a first byte of UTF-8 (3629 4): how many bytes follow it, and the range of the first of them. */
interface Lead {
  readonly follow: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The index of the first byte that is not UTF-8: where a sequence that is cut, overlong or a surrogate
 * begins.
 */
export function invalidByteAt(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) break;
    at += length;
  }
  return at;
}

/** The length of the sequence at an index; 0 when there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = leadOf(bytes[at] ?? 0);
  if (lead === undefined) return 0;
  for (let index = 1; index <= lead.follow; index += 1) {
    const byte = bytes[at + index] ?? 0;
    const [low, high] = index === 1 ? [lead.low, lead.high] : [0x80, 0xbf];
    if (byte < low || byte > high) return 0;
  }
  return lead.follow + 1;
}

/**
 * The second byte's range is what excludes overlong forms (E0, F0), surrogates (ED) and what is above
 * U+10FFFF (F4).
 */
function leadOf(byte: number): Lead | undefined {
  if (byte < 0x80) return { follow: 0, low: 0, high: 0 };
  if (byte < 0xc2 || byte > 0xf4) return undefined;
  const low = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
  const high = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
  return { follow: byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3, low, high };
}
