import * as fc from 'fast-check';
import { type Coding, DOCUMENT_FORMATS, negotiateVariant } from '../../src/representation/index.js';

/** Moments in milliseconds, as commit times are. */
export const moments = fc.integer({ min: 0, max: 4_102_444_800_000 });

/** Ids as the service accepts them; one may begin with what a spreadsheet takes for a formula. */
export const ids = fc.stringMatching(/^[A-Za-z0-9._~-]{1,20}$/);

/** Items of lists. */
export const items = fc.record({
  id: ids,
  revision: fc.integer({ min: 1, max: 1_000_000 }),
  createdAt: moments,
  updatedAt: moments,
});

/** A field of a CSV row: its text, and whether it stood in quotes. */
export interface Cell {
  readonly text: string;
  readonly quoted: boolean;
}

/** Reads CSV as RFC 4180 section 2 writes it, and nothing looser: rows end in CRLF, the last one too. */
export function parseCsv(text: string): Cell[][] {
  const rows: Cell[][] = [];
  let row: Cell[] = [];
  let rest = text;
  while (rest !== '') {
    const [whole, quotedText, bare = ''] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|\r\n)/.exec(rest) ?? [];
    if (whole === undefined) throw new Error(`This is no field of a CSV row: ${JSON.stringify(rest)}`);
    const quoted = quotedText !== undefined;
    row.push({ text: quoted ? quotedText.replaceAll('""', '"') : bare, quoted });
    const end = rest.startsWith('\r\n', whole.length);
    rest = rest.slice(whole.length + (end ? 2 : 1));
    if (!end) continue;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) throw new Error('The last row has no line end.');
  return rows;
}

/** Texts that try to leave the place they are put in. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)",
    '</style><script>alert(1)</script>',
    '</title><h1>x',
    '<!--',
    ']]>',
    '&lt;b&gt;',
    '&#60;script&#62;',
    'javascript:alert(1)',
    '\u0000<\u0008svg/onload=alert(1)>',
    '\u202E<b>',
  ),
  fc.string({
    unit: fc.oneof(
      fc.constantFrom('<', '>', '"', "'", '&', '/', '=', ';', '!', '-', '`', '#'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 30,
  }),
);

/** The coding chosen by Accept-Encoding alone. */
export function codingOf(acceptEncoding: string | undefined, compressible: boolean): Coding | 'none' {
  const variant = negotiateVariant({ accept: undefined, acceptEncoding }, DOCUMENT_FORMATS, { compressible });
  return 'kind' in variant ? 'none' : variant.coding;
}
