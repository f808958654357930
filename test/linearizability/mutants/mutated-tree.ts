import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { type Mutant, mutate } from './mutant.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const COPIED = ['dist', 'src', 'prisma', 'test', 'package.json', 'jest.config.js'];

/** The files of a mutant: their path below src, and what is in them. Throws when an edit does not fit. */
export function mutatedFiles({ edits }: Pick<Mutant, 'edits'>): Map<string, string> {
  const files = new Map<string, string>();
  for (const edit of edits) {
    const text = files.get(edit.file) ?? readFileSync(join(ROOT, 'src', edit.file), 'utf8');
    files.set(edit.file, mutate(text, edit));
  }
  return files;
}

/** The JavaScript of a file of the program. Types are not looked at: a mutant need not be good code. */
export function compile(text: string): string {
  return transformSync(text, {
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2022',
    },
    module: { type: 'es6' },
  }).code;
}

/** Makes a copy of the whole tree in which the program is the mutant; yields its folder. */
export function makeMutatedTree(mutant: Pick<Mutant, 'edits'>): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'etagere-mutant-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(path, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(path, 'node_modules'));
  for (const [file, text] of mutatedFiles(mutant)) {
    writeFileSync(join(path, 'src', file), text);
    writeFileSync(join(path, 'dist', file.replace(/\.ts$/, '.js')), compile(text));
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
