/** The tags that the words of the table stand for. */
export interface Tags {
  /** The tag of the current state; of a tombstone, the tag that its revision would have. */
  readonly current: string;
  /** A tag of an earlier state of the same resource. */
  readonly old: string;
}

/** What each word of a table means as the value of If-Match or If-None-Match; a list is several field lines. */
export const VALUES = {
  '*': () => '*',
  current: ({ current }) => current,
  old: ({ old }) => old,
  weak: ({ current }) => `W/${current}`,
  unquoted: ({ current }) => current.slice(1, -1),
  'small-w': ({ current }) => `w/${current}`,
  open: ({ current }) => current.slice(0, -1),
  empty: () => '',
  commas: () => ', ,',
  list: ({ current, old }) => `${old}, ${current}`,
  'old-list': ({ old }) => `${old}, W/${old}`,
  'with-*': ({ current }) => `${current}, *`,
  '*-twice': () => '*, *',
  'quoted-*': () => '"*"',
  lines: ({ current, old }) => [old, current],
  '*-lines': ({ current }) => ['*', current],
} as const satisfies Readonly<Record<string, (tags: Tags) => string | readonly string[]>>;

/** A word that stands for a value. */
export type Word = keyof typeof VALUES | 'none';

/** A field that carries tags. */
export type TagFieldName = 'If-Match' | 'If-None-Match';

/** The fields of a request: `word` in `field`. */
export function fieldsFor(
  field: TagFieldName,
  word: Word,
  tags: Tags,
): Record<string, string | readonly string[]> {
  return word === 'none' ? {} : { [field]: VALUES[word](tags) };
}

/** One request of a table, and the status it must be answered with. */
export interface Cell {
  readonly method: string;
  readonly field: TagFieldName;
  readonly word: Word;
  readonly state: string;
  readonly status: number;
}

/** A line of a table with a sentence for it: one request for each method. */
export type Row = readonly [name: string, cells: readonly Cell[]];

/** The requirement that a word is there for. */
const RULES: Readonly<Record<Word, string>> = {
  none: 'R52 R53 R64',
  '*': 'R21 R28 R29 R32',
  current: 'R20 R22 R29 R30',
  old: 'R20 R22 R30',
  weak: 'R20 R27',
  unquoted: 'R16 R25',
  'small-w': 'R1 R16',
  open: 'R16',
  empty: 'R17',
  commas: 'R10 R17',
  list: 'R8 R22',
  'old-list': 'R20 R22',
  'with-*': 'R15',
  '*-twice': 'R15',
  'quoted-*': 'R19',
  lines: 'R9',
  '*-lines': 'R9 R15',
};

/** Reads a table: in its first line the methods, then field, word and state, and the status for each method. */
function readTable(text: string): readonly Row[] {
  const [methods = [], ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return lines.map(([field, word, state = '', ...statuses]) => {
    const cells = methods.map((method, column) => ({
      method,
      field: field as TagFieldName,
      word: word as Word,
      state,
      status: Number(statuses[column]),
    }));
    const results = cells.map(({ method, status }) => `${method} ${status}`).join(', ');
    return [`${RULES[word as Word]}: ${field} ${word}, ${state}: ${results}`, cells];
  });
}

/** What the methods of a document, or of a collection, come to. */
export const TABLE = readTable(`
                                     GET  HEAD  PUT  PATCH  DELETE
  If-Match       none      live      200  200   428  428    428
  If-Match       none      never     404  404   428  404    404
  If-Match       none      deleted   410  410   428  410    410
  If-Match       *         live      200  200   204  200    204
  If-Match       *         never     404  404   412  404    404
  If-Match       *         deleted   410  410   412  410    410
  If-Match       current   live      200  200   204  200    204
  If-Match       current   never     404  404   412  404    404
  If-Match       current   deleted   410  410   412  410    410
  If-Match       old       live      412  412   412  412    412
  If-Match       old       never     404  404   412  404    404
  If-Match       old       deleted   410  410   412  410    410
  If-Match       weak      live      412  412   412  412    412
  If-Match       weak      never     404  404   412  404    404
  If-Match       weak      deleted   410  410   412  410    410
  If-Match       unquoted  live      400  400   400  400    400
  If-Match       unquoted  never     400  400   400  400    400
  If-Match       unquoted  deleted   400  400   400  400    400
  If-Match       small-w   live      400  400   400  400    400
  If-Match       open      live      400  400   400  400    400
  If-Match       empty     live      412  412   412  412    412
  If-Match       empty     never     404  404   412  404    404
  If-Match       empty     deleted   410  410   412  410    410
  If-Match       commas    live      412  412   412  412    412
  If-Match       list      live      200  200   204  200    204
  If-Match       list      never     404  404   412  404    404
  If-Match       list      deleted   410  410   412  410    410
  If-Match       old-list  live      412  412   412  412    412
  If-Match       with-*    live      400  400   400  400    400
  If-Match       with-*    never     400  400   400  400    400
  If-Match       with-*    deleted   400  400   400  400    400
  If-Match       *-twice   live      400  400   400  400    400
  If-Match       quoted-*  live      412  412   412  412    412
  If-Match       quoted-*  never     404  404   412  404    404
  If-Match       quoted-*  deleted   410  410   412  410    410
  If-Match       lines     live      200  200   204  200    204
  If-Match       lines     never     404  404   412  404    404
  If-Match       lines     deleted   410  410   412  410    410
  If-Match       *-lines   live      400  400   400  400    400
  If-None-Match  *         live      304  304   412  412    412
  If-None-Match  *         never     404  404   201  404    404
  If-None-Match  *         deleted   410  410   201  410    410
  If-None-Match  current   live      304  304   412  412    412
  If-None-Match  current   never     404  404   428  404    404
  If-None-Match  current   deleted   410  410   428  410    410
  If-None-Match  old       live      200  200   428  428    428
  If-None-Match  old       never     404  404   428  404    404
  If-None-Match  old       deleted   410  410   428  410    410
  If-None-Match  weak      live      304  304   412  412    412
  If-None-Match  weak      never     404  404   428  404    404
  If-None-Match  weak      deleted   410  410   428  410    410
  If-None-Match  unquoted  live      200  200   400  400    400
  If-None-Match  unquoted  never     404  404   400  400    400
  If-None-Match  unquoted  deleted   410  410   400  400    400
  If-None-Match  small-w   live      200  200   400  400    400
  If-None-Match  open      live      200  200   400  400    400
  If-None-Match  empty     live      200  200   428  428    428
  If-None-Match  empty     never     404  404   428  404    404
  If-None-Match  empty     deleted   410  410   428  410    410
  If-None-Match  commas    live      200  200   428  428    428
  If-None-Match  list      live      304  304   412  412    412
  If-None-Match  list      never     404  404   428  404    404
  If-None-Match  list      deleted   410  410   428  410    410
  If-None-Match  old-list  live      200  200   428  428    428
  If-None-Match  with-*    live      200  200   400  400    400
  If-None-Match  with-*    never     404  404   400  400    400
  If-None-Match  with-*    deleted   410  410   400  400    400
  If-None-Match  *-twice   live      200  200   400  400    400
  If-None-Match  quoted-*  live      200  200   428  428    428
  If-None-Match  quoted-*  never     404  404   428  404    404
  If-None-Match  quoted-*  deleted   410  410   428  410    410
  If-None-Match  lines     live      304  304   412  412    412
  If-None-Match  lines     never     404  404   428  404    404
  If-None-Match  lines     deleted   410  410   428  410    410
  If-None-Match  *-lines   live      200  200   400  400    400
`);

/** What POST to a list comes to; the list of a live collection is there even when nothing is in it. */
export const POST_TABLE = readTable(`
                                     POST
  If-Match       none      filled    201
  If-Match       none      empty     201
  If-Match       *         filled    201
  If-Match       *         empty     201
  If-Match       current   filled    201
  If-Match       current   empty     201
  If-Match       old       filled    412
  If-Match       old       empty     412
  If-Match       weak      filled    412
  If-Match       unquoted  filled    400
  If-Match       unquoted  empty     400
  If-Match       small-w   filled    400
  If-Match       open      filled    400
  If-Match       empty     filled    412
  If-Match       commas    filled    412
  If-Match       list      filled    201
  If-Match       old-list  filled    412
  If-Match       with-*    filled    400
  If-Match       *-twice   filled    400
  If-Match       quoted-*  filled    412
  If-Match       lines     filled    201
  If-Match       *-lines   filled    400
  If-None-Match  *         filled    412
  If-None-Match  *         empty     412
  If-None-Match  current   filled    412
  If-None-Match  current   empty     412
  If-None-Match  old       filled    201
  If-None-Match  old       empty     201
  If-None-Match  weak      filled    412
  If-None-Match  unquoted  filled    400
  If-None-Match  small-w   filled    400
  If-None-Match  open      filled    400
  If-None-Match  empty     filled    201
  If-None-Match  commas    filled    201
  If-None-Match  list      filled    412
  If-None-Match  old-list  filled    201
  If-None-Match  with-*    filled    400
  If-None-Match  *-twice   filled    400
  If-None-Match  quoted-*  filled    201
  If-None-Match  lines     filled    412
  If-None-Match  *-lines   filled    400
`);
