import { runMain } from '../support/process.js';
import { plain, readPage, sectionOf, tableOf } from './markdown.js';

/** Name and default of each variable that the help text lists. */
function settingsIn(help: string): (readonly [name: string, fallback: string])[] {
  return [...help.matchAll(/^ {2}([A-Z][A-Z_]*) {2,}.*; default (.*)$/gm)].map((match) => [
    match[1] ?? '',
    match[2] ?? '',
  ]);
}

describe("README's table of the configuration", () => {
  it('lists the variables and the defaults that --help prints, in its order: equal', async () => {
    const { code, stdout } = await runMain(['--help']);
    expect(code).toBe(0);
    const { rows } = tableOf(sectionOf(readPage('README.md'), 'Configuration'));
    const listed = rows.map(([name = '', fallback = '']) => [plain(name), plain(fallback)]);
    expect(listed).toEqual(settingsIn(stdout));
    expect(listed.length).toBeGreaterThan(0);
  });
});
