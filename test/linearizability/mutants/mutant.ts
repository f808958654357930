/** A text of the program that is put in another's place. */
export interface Edit {
  /** Below src. */
  readonly file: string;
  /** What must stand there exactly once: a mutant that does not apply any more is an error. */
  readonly find: string;
  readonly replace: string;
}

/** A defect that somebody might make, as a patch of the program. */
export interface Mutant {
  readonly name: string;
  readonly database: 'sqlite' | 'postgresql';
  readonly edits: readonly Edit[];
  /** The test file that must see it, where no client can: what only a power cut brings to light. */
  readonly test?: string;
}

/** The text of a file with one edit made. Throws when it does not fit. */
export function mutate(text: string, { file, find, replace }: Edit): string {
  const [before, after, ...more] = text.split(find);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`a mutant of ${file} does not apply: ${JSON.stringify(find)} must stand there once`);
  }
  return `${before}${replace}${after}`;
}
