import { plain, readPage, sectionOf, tableOf } from './markdown.js';

/** Scripts that npm runs by itself before another one. */
const HOOKS = /^(?:pre|post)/;

describe("README's table of the scripts", () => {
  it('has a line for every script of package.json, in its order: equal', () => {
    const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Readonly<Record<string, string>> };
    const { rows } = tableOf(sectionOf(readPage('README.md'), 'Scripts'));
    const listed = rows.map(([command = '']) => plain(command).replace(/^npm (?:run )?/, ''));
    expect(listed).toEqual(Object.keys(scripts).filter((name) => !HOOKS.test(name)));
  });
});
