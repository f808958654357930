import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPage, tableOf } from './markdown.js';

describe('the checklist of docs/security.md', () => {
  const { head, rows } = tableOf(readPage('docs/security.md'));
  const shown = rows.map((cells) => cells.at(-1) ?? '');
  const files = shown.flatMap((cell) => [...cell.matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path));

  it('has an area, a check, what is expected and what shows it in each of its lines', () => {
    expect(head).toEqual(['Area', 'Check', 'Expected', 'Shown by']);
    expect(rows.filter((cells) => cells.length !== 4 || cells.includes(''))).toEqual([]);
  });

  it('names a test or a reason in each of its lines', () => {
    expect(shown.filter((cell) => !/^(?:`test\/|Reason: )/.test(cell))).toEqual([]);
  });

  it('names tests that exist, and no other files', () => {
    const missing = files.filter(
      (path) =>
        !path.endsWith('.test.ts') || !existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url))),
    );
    expect([files.length > 30, missing]).toEqual([true, []]);
  });
});
