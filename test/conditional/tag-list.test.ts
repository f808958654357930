import * as fc from 'fast-check';
import { type TagField, formatEntityTag, parseTagField } from '../../src/conditional/index.js';
import { emptyMembers, entityTags, hostileText, opaqueTags, space } from './arbitraries.js';

/** The field as the texts of its tags, or its kind. */
function read(...lines: readonly string[]): readonly string[] | string {
  const field = parseTagField(lines);
  return field.kind === 'tags' ? field.tags.map(formatEntityTag) : field.kind;
}

function reason(field: TagField): string {
  return field.kind === 'malformed' ? field.reason : field.kind;
}

describe('9110 13.1.1, 13.1.2: the value of If-Match and If-None-Match', () => {
  it('R17: a field that was not sent is absent, not empty', () => {
    expect([parseTagField(undefined), parseTagField([])]).toEqual([{ kind: 'absent' }, { kind: 'absent' }]);
  });

  it.each([
    ['R8: one tag', ['"a"'], ['"a"']],
    ['R8: a weak one', ['W/"a"'], ['W/"a"']],
    ['R8: several tags', ['"a", W/"b","c"'], ['"a"', 'W/"b"', '"c"']],
    ['R8: the same tag twice', ['"a", "a"'], ['"a"', '"a"']],
    ['R7: the empty tag', ['""'], ['""']],
    [
      'R9: several field lines are one list, in order',
      ['"b"', '"a", "c"', 'W/"d"'],
      ['"b"', '"a"', '"c"', 'W/"d"'],
    ],
    ['R9: a line without members adds nothing', ['"a"', '', ' , ', '"b"'], ['"a"', '"b"']],
    ['R10: empty members are skipped', [', "a",,"b" ,'], ['"a"', '"b"']],
    ['R11: spaces and tabs around commas are ignored', [' \t"a" \t,\t "b"\t '], ['"a"', '"b"']],
    ['R11: no white space is needed', ['"a","b"'], ['"a"', '"b"']],
    ['R12: a comma inside quotes divides nothing', ['"a,b", "c,"'], ['"a,b"', '"c,"']],
    ['R12: a comma and a mark inside quotes begin no tag', ['"a,W/", "b"'], ['"a,W/"', '"b"']],
    ['R12: a tag may end in a backslash', ['"a\\", "b"'], ['"a\\"', '"b"']],
    ['R13: bytes above 0x7F are read', ['"\u00c3\u00a9"'], ['"\u00c3\u00a9"']],
    ['R19: a quoted asterisk is a tag', ['"*"'], ['"*"']],
    ['R19: a quoted asterisk may stand in a list', ['"*", W/"*"'], ['"*"', 'W/"*"']],
    ['R15: the asterisk', ['*'], 'any'],
    ['R15: the asterisk between white space', [' \t* '], 'any'],
    ['R15: the asterisk and a tag', ['*, "a"'], 'malformed'],
    ['R15: a tag and the asterisk', ['"a", *'], 'malformed'],
    ['R15: two asterisks', ['*, *'], 'malformed'],
    ['R15: two asterisks together', ['**'], 'malformed'],
    ['R15: two asterisks on two lines', ['*', '*'], 'malformed'],
    ['R15: the asterisk and a tag on two lines', ['*', '"a"'], 'malformed'],
    ['R15: a tag and the asterisk on two lines', ['"a"', '*'], 'malformed'],
    ['R15: the asterisk with a comma is no list of one', ['*,'], 'malformed'],
    ['R15: the asterisk behind a comma', [', *'], 'malformed'],
    ['R15: the asterisk and a line without members', ['*', ''], 'malformed'],
    ['R15: a weak asterisk', ['W/*'], 'malformed'],
    ['R17: the empty value', [''], 'empty'],
    ['R17: only white space', [' \t '], 'empty'],
    ['R17: only commas', [' , ,,\t'], 'empty'],
    ['R17: two empty lines', ['', ''], 'empty'],
    ['R16: one bad member spoils the list', ['"a", b, "c"'], 'malformed'],
    ['R16: one bad line spoils the list', ['"a"', 'b'], 'malformed'],
    ['R16: a missing comma', ['"a" "b"'], 'malformed'],
    ['R16: a semicolon', ['"a"; "b"'], 'malformed'],
    ['R16: other white space than space and tab', ['"a",\u00a0"b"'], 'malformed'],
    ['R16: a quote opened on one line and closed on the next', ['"a', 'b"'], 'malformed'],
  ])('%s', (_, lines, expected) => {
    expect(read(...lines)).toEqual(expected);
  });

  it('R8: a list may have any number of members', () => {
    expect(read(Array.from({ length: 5000 }, () => '""').join(','))).toHaveLength(5000);
  });

  it('R9: an absent and an empty value are shared objects, made once', () => {
    expect(parseTagField(undefined)).toBe(parseTagField([]));
    expect(parseTagField([''])).toBe(parseTagField([',']));
    expect(parseTagField(['*'])).toBe(parseTagField([' *']));
  });
});

describe('9110 8.8.3: the reason why a value is malformed', () => {
  it.each([
    ['abc', 'the entity-tag at character 1 is not quoted: put it in double quotes'],
    ['"a", 7.k3', 'the entity-tag at character 6 is not quoted: put it in double quotes'],
    ['%22a%22', 'the entity-tag at character 1 is not quoted: put it in double quotes'],
    ["'a'", 'the entity-tag at character 1 is in single quotes: put it in double quotes'],
    ['w/"a"', 'the w/ at character 1 must be an upper-case W/'],
    ['"a", w/"b"', 'the w/ at character 6 must be an upper-case W/'],
    ['W/a', 'the W/ at character 1 is not followed by a double quote'],
    ['W/ "a"', 'the W/ at character 1 is not followed by a double quote'],
    ['W/W/"a"', 'the W/ at character 1 is not followed by a double quote'],
    ['"abc', 'the entity-tag at character 1 has no closing quote'],
    ['"a","bc', 'the entity-tag at character 5 has no closing quote'],
    ['W/"', 'the entity-tag at character 1 has no closing quote'],
    [
      '"a b"',
      'the entity-tag at character 1 has white space inside at character 3, or lacks its closing quote',
    ],
    [
      'W/"a, "b"',
      'the entity-tag at character 1 has white space inside at character 6, or lacks its closing quote',
    ],
    [
      '"a\u007f"',
      'the entity-tag at character 1 has a character inside, at character 3, that no entity-tag may hold',
    ],
    [
      '"\u20ac"',
      'the entity-tag at character 1 has a character inside, at character 2, that no entity-tag may hold',
    ],
    ['\\"a\\"', 'the double quote at character 2 has a backslash before it: send the quote alone'],
    ['"a\\"b"', 'the entity-tag at character 1 has an escaped quote inside: entity-tags know no escapes'],
    ['"\\"a\\""', 'the entity-tag at character 1 has an escaped quote inside: entity-tags know no escapes'],
    ['"a" "b"', 'no comma stands between the entity-tag at character 1 and what follows it at character 5'],
    ['""a""', 'no comma stands between the entity-tag at character 1 and what follows it at character 3'],
    ['"a\\" "b"', 'no comma stands between the entity-tag at character 1 and what follows it at character 6'],
    ['*, "a"', 'the * at character 1 does not stand alone: send either * or entity-tags'],
    ['"a", *', 'the * at character 6 does not stand alone: send either * or entity-tags'],
  ])('R16: %j: %s', (text, expected) => {
    expect(reason(parseTagField([text]))).toBe(expected);
  });

  it('R16: over several lines characters are counted in the value they make, joined by a comma and a space', () => {
    expect(reason(parseTagField(['"a"', 'b']))).toBe(reason(parseTagField(['"a", b'])));
  });

  it('R16: nothing throws, and no reason repeats what the client sent', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 3 }), (lines) => {
        expect(reason(parseTagField(lines))).toMatch(/^[\u0020-\u007e]+$/);
      }),
    );
  });
});

describe('9110 5.3, 5.6.1: lists in any spelling', () => {
  it('R8-R13: reading a formatted list gives the same tags, however it is spaced and divided into lines', () => {
    const members = fc.array(
      fc.record({ tag: entityTags, before: emptyMembers, behind: space, newLine: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(members, emptyMembers, (list, rest) => {
        const lines: string[] = [''];
        for (const [index, { tag, before, behind, newLine }] of list.entries()) {
          if (newLine) lines.push('');
          else if (index > 0) lines.push(`${lines.pop() ?? ''},`);
          lines.push(`${lines.pop() ?? ''}${before}${formatEntityTag(tag)}${behind}`);
        }
        lines.push(`${lines.pop() ?? ''}${rest.startsWith(',') ? rest : ''}`);
        const expected = { kind: 'tags', tags: list.map(({ tag }) => tag) };
        expect(parseTagField(lines)).toEqual(expected);
        expect(parseTagField([lines.join(',')])).toEqual(expected);
      }),
    );
  });

  it('R10, R17: separators alone are an empty list on any number of lines', () => {
    fc.assert(
      fc.property(fc.array(emptyMembers, { minLength: 1 }), (lines) => {
        expect(parseTagField(lines)).toEqual({ kind: 'empty' });
      }),
    );
  });

  it('R15: the asterisk with anything but white space beside it is malformed', () => {
    fc.assert(
      fc.property(emptyMembers, opaqueTags, emptyMembers, (before, opaque, behind) => {
        expect(read(`${before}*${behind}"${opaque}"`)).toBe('malformed');
        expect(read(`"${opaque}"${before}*${behind}`)).toBe('malformed');
        expect(read(`${before}*${behind}`)).toBe(/,/.test(before + behind) ? 'malformed' : 'any');
      }),
    );
  });
});

/** The grammar once more, as a pattern: it may go back and forth, as the texts here are short. */
const MEMBER = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"';
const LIST = new RegExp(`^[ \\t,]*${MEMBER}[ \\t]*(?:,[ \\t,]*${MEMBER}[ \\t]*)*(?:,[ \\t,]*)?$`);

function kindByPattern(text: string): TagField['kind'] {
  if (/^[ \t]*\*[ \t]*$/.test(text)) return 'any';
  if (/^[ \t,]*$/.test(text)) return 'empty';
  return LIST.test(text) ? 'tags' : 'malformed';
}

describe('9110 8.8.3, 13.1.1: the scanner against the grammar', () => {
  it('R8-R19: every text of up to six characters of the grammar is judged as the grammar judges it', () => {
    const wrong: string[] = [];
    let judged = 0;
    const extend = (text: string): void => {
      judged += 1;
      if (parseTagField([text]).kind !== kindByPattern(text)) wrong.push(text);
      if (text.length < 6) for (const character of '"W/, *a\\') extend(text + character);
    };
    extend('');
    expect(wrong).toEqual([]);
    expect(judged).toBe((8 ** 7 - 1) / 7);
  });

  it('R8-R19: so is any text at all', () => {
    fc.assert(
      fc.property(hostileText, (text) => expect(parseTagField([text]).kind).toBe(kindByPattern(text))),
      { numRuns: 2000 },
    );
  });
});
