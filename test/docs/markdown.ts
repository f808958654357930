import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The text of a file, by its path from the root of the repository. */
export function readPage(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
}

/** What stands below the heading `title`, up to the next heading of its level or a higher one. Throws without it. */
export function sectionOf(page: string, title: string): string {
  const lines = page.split('\n');
  const prose = withoutCode(page).split('\n');
  const start = prose.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === title);
  if (start < 0) throw new Error(`there is no heading "${title}"`);
  const level = /^#+/.exec(prose[start] ?? '')?.[0].length ?? 1;
  const length = prose.slice(start + 1).findIndex((line) => new RegExp(`^#{1,${level}} `).test(line));
  return lines.slice(start + 1, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** The page with every line of its code blocks emptied, so that what is left is prose. */
export function withoutCode(page: string): string {
  return page.replaceAll(/^```[^]*?^```$/gm, (block) => block.replaceAll(/[^\n]/g, ''));
}

/** The contents of the code blocks in `language`. */
export function codeBlocks(section: string, language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm');
  return [...section.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** A table: the cells of its head, and those of its rows. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The first table of a section. Throws when it has none. */
export function tableOf(section: string): Table {
  const lines = section.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|'));
  if (start < 0) throw new Error('there is no table');
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  const [head = [], , ...rows] = lines.slice(start, length < 0 ? undefined : start + length).map(cellsOf);
  return { head, rows };
}

/** The text of a cell that is one piece of code, or as it stands. */
export function plain(cell: string): string {
  return /^`([^`]*)`$/.exec(cell)?.[1] ?? cell;
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
