import { ALL_GENERATORS, type Generator } from '../sdks/generators.js';
import { readPage, sectionOf, tableOf } from './markdown.js';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string }>>;
}

/** The version that is tested, from the lock file of the folder that the generator is installed in. */
function versionOf({ package: name, modules }: Generator): string {
  const file = modules.endsWith('test/sdks/node_modules')
    ? 'test/sdks/package-lock.json'
    : 'package-lock.json';
  const { packages } = JSON.parse(readPage(file)) as Lock;
  // That of the Java program stands behind that of its wrapper.
  return (packages[`node_modules/${name}`]?.version ?? 'none').split('-').at(-1) ?? '';
}

describe("docs/sdks.md's table of the generators", () => {
  it('has a row for each that is tested, with its version and what it makes of 304 and 412', () => {
    const { rows } = tableOf(sectionOf(readPage('docs/sdks.md'), 'What each generator makes of it'));
    const told = rows.map(([generator = '', , , unchanged = '', refused = '']) => [
      /^[a-z-]+ [\d.]+/.exec(generator)?.[0],
      unchanged.split(':')[0],
      refused.split(':')[0],
    ]);
    expect(told).toEqual(
      ALL_GENERATORS.map((generator) => [
        `${generator.name} ${versionOf(generator)}`,
        generator.refusals,
        generator.refusals,
      ]),
    );
  });
});
