import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { codeBlocks } from './markdown.js';

/** A command of a `console` block, and what the page prints below it. */
export interface Step {
  readonly command: string;
  readonly printed: string;
}

const PROMPT = '$ ';

/** The steps of all `console` blocks of a section. A command goes on in the next line after a backslash. */
export function stepsOf(section: string): Step[] {
  return codeBlocks(section, 'console').flatMap((block) => {
    const steps: { command: string[]; printed: string[] }[] = [];
    for (const line of block.split('\n')) {
      const step = steps.at(-1);
      if (line.startsWith(PROMPT)) steps.push({ command: [line.slice(PROMPT.length)], printed: [] });
      else if (step === undefined) throw new Error(`no command before ${JSON.stringify(line)}`);
      else if (step.printed.length === 0 && step.command.at(-1)?.endsWith('\\') === true)
        step.command.push(line);
      else step.printed.push(line);
    }
    return steps.map(({ command, printed }) => ({
      command: command.join('\n'),
      printed: printed.join('\n').trimEnd(),
    }));
  });
}

const MARK = '--- the next command ---';

/** Runs commands one after the other in one bash, as somebody does who pastes them; resolves with what each printed. */
export async function runInBash(
  commands: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const script = commands.map((command) => `printf '%s\\n' '${MARK}'\n${command}\nprintf '\\n'\n`).join('');
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    env: { ...process.env, ...environment },
  });
  return stdout
    .replaceAll('\r', '')
    .split(`${MARK}\n`)
    .slice(1)
    .map((text) => text.trimEnd());
}
