/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly words: readonly string[];
  /** Everything behind the name. */
  readonly text: string;
}

/** The instructions of a Dockerfile, in order. */
export function readInstructions(text: string): Instruction[] {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', ...words] = line.split(' ');
      return { name, words, text: words.join(' ') };
    });
}

/** The instructions of each stage, from FROM to the next one. */
export function stagesOf(instructions: readonly Instruction[]): Instruction[][] {
  const starts = instructions.flatMap(({ name }, index) => (name === 'FROM' ? [index] : []));
  return starts.map((start, index) => instructions.slice(start, starts[index + 1]));
}

/** What COPY instructions take from the folder of the Dockerfile. */
export function copiedFrom(stage: readonly Instruction[]): string[] {
  return stage
    .filter(({ name, words }) => name === 'COPY' && !words[0]?.startsWith('--from='))
    .flatMap(({ words }) => words.slice(0, -1));
}
