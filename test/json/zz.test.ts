import { compilePattern } from '../../src/json/schema/linear-pattern.js';
import { Work } from '../../src/json/schema/work.js';
it('x', () => {
  const out: string[] = [];
  for (const p of [
    '.',
    '\\s',
    '[\\s]',
    '[^\\S]',
    '\\u0041',
    '\\u{1F600}',
    '\\uD83D\\uDE00',
    '[[:alpha:]]',
    '[]',
    '[^]',
    '(?<n>a)b',
    '(?=a)',
    '\\1',
    '(a)\\1',
    '\\cJ',
    '\\0',
    '[\\b]',
    '\\-\\@',
    '[\\w-]',
    '[\\w\\-.]',
    '\\p{Letter}',
    '\\p{Script=Greek}',
    '\\p{sc=Grek}',
    '\\p{Alphabetic}',
    '\\p{Emoji}',
    '\\p{ASCII}',
    '\\A',
    '\\z',
    'a{1001}',
    '^[a-z]{3}$',
    '\\/',
    '[\\/]',
    'é😀',
    '[é😀]',
    '[^a]',
    '[a^]',
    'a{,3}',
    ']',
    '}',
    '\\p{Lu}',
    '\\P{L}',
    '(?i:a)',
    '[a-\\d]',
    '\\_',
    '[\\]]',
    '[\\\\]',
    '[-a]',
    '\\',
    '(',
    'x{3',
    '\\ud83d',
    '[\\ud800-\\udbff]',
    '[&&a]',
    '[a--b]',
    '(?:)',
    '$^',
    'a**',
    '[.]',
    '\\.',
    '\\$',
    '[$]',
    '\\é',
    '\\“',
  ]) {
    const w = new Work();
    w.begin(1e12, 1);
    const r = compilePattern(p, w);
    if (r.kind === 'invalid') {
      out.push(p + ' INVALID ' + r.reason);
      continue;
    }
    let re: RegExp;
    try {
      re = new RegExp(p, 'u');
    } catch {
      re = new RegExp(p);
    }
    const diffs: string[] = [];
    for (let c = 0; c < 0x11000; c++) {
      if (c >= 0xd800 && c < 0xe000) continue;
      const s = String.fromCodePoint(c);
      if (re.test(s) !== r.pattern.test(s)) diffs.push(c.toString(16));
    }
    for (const s of ['', 'aaa', 'ab', '😀', 'abc', 'a{,3}', 'x{3', 'Αα', '-@', '\n'])
      if (re.test(s) !== r.pattern.test(s)) diffs.push(JSON.stringify(s));
    out.push(
      p +
        ' ok ' +
        r.pattern.size +
        (diffs.length ? ' DIFF ' + diffs.length + ' ' + diffs.slice(0, 8).join() : ''),
    );
  }
  process.stdout.write(out.join('\n') + '\n');
});
