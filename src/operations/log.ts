import type { LoggerService } from '@nestjs/common';

/** Severities from loud to quiet; `silent` is none at all. */
const LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** The least severity that is logged. */
export type LogLevel = (typeof LEVELS)[number];

/** One JSON object a line on standard output: easy for machines, and no line can be forged by what is in it. */
export class Log implements LoggerService {
  constructor(
    private readonly level: LogLevel,
    private readonly write: (line: string) => void = (line) => process.stdout.write(line),
  ) {}

  /** Logs `event` with its members. Never pass content or credentials. */
  event(
    level: Exclude<LogLevel, 'silent'>,
    event: string,
    members: Readonly<Record<string, unknown>> = {},
  ): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.level)) return;
    this.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...members })}\n`);
  }

  /** A defect or a broken machine, with its cause; `members` say what it happened to. */
  failure(error: unknown, members: Readonly<Record<string, unknown>> = {}): void {
    const { message, stack, cause } = error instanceof Error ? error : new Error(String(error));
    this.event('error', 'failure', {
      message,
      stack,
      ...(cause instanceof Error && { cause: cause.message }),
      ...members,
    });
  }

  // What Nest itself has to say: only what it finds wrong is worth a line.
  log(): void {}

  error(message: unknown): void {
    this.event('error', 'nest', { message: String(message) });
  }

  warn(message: unknown): void {
    this.event('warn', 'nest', { message: String(message) });
  }
}
