import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPage, withoutCode } from './markdown.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Where a page links to, as paths from the root; links to other sites and within the page are left out. */
function targetsOf(page: string): string[] {
  return [...withoutCode(readPage(page)).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !target.includes(':'))
    .map((target) => normalize(join(dirname(page), target)));
}

describe('the links of the documentation', () => {
  it.each(PAGES)('%s: every file it links to exists', (page) => {
    expect(targetsOf(page).filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
  });
});
