#!/usr/bin/env node
import 'reflect-metadata';
import { AccessRefusal } from './access/index.js';
import { ConfigError, misspeltSettings, readConfig } from './config/index.js';
import { Log, runCommand } from './operations/index.js';
import { serve } from './serve.js';
import { StoreRefusal } from './store/index.js';

/** What to do about an address, of which the system only says what is wrong with it. */
const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: ': stop what listens there, or set PORT to another port',
  EADDRNOTAVAIL: ': set HOST to an address of this machine',
  EACCES: ': set PORT to one from 1024 on, or allow this user to listen there',
};

// Reads the configuration, then serves or runs a command; nothing else.
try {
  const [command, ...rest] = process.argv.slice(2);
  if (command === undefined) {
    const config = readConfig(process.env);
    const log = new Log(config.logLevel);
    // Rejections that nobody handles come here, too. What a defect left half done must not be served from: ending at
    // once takes no promise back, since what was acknowledged is on the disk, and the next process starts from that.
    process.on('uncaughtException', (error: unknown, origin) => {
      log.failure(error, { origin });
      fail(error);
    });
    for (const slip of misspeltSettings(process.env)) log.event('warn', 'unknown-variable', { ...slip });
    const service = await serve(config, log);
    const stop = () => void service.stop().then(() => process.exit(0), fail);
    process.once('SIGTERM', stop).once('SIGINT', stop);
    // Last: whoever reads it may tell the process to stop at once.
    log.event('info', 'listening', { url: service.url });
  } else {
    process.exitCode = await runCommand(command, rest, process.env);
  }
} catch (error) {
  fail(error);
}

/** One clear line for what the operator can mend; everything for what is a defect. */
function fail(error: unknown): never {
  const mendable =
    error instanceof ConfigError ||
    error instanceof StoreRefusal ||
    error instanceof AccessRefusal ||
    isAddressError(error);
  const text = mendable
    ? `${error.message}${ADVICE[codeOf(error)] ?? ''}`
    : ((error as Error).stack ?? String(error));
  process.stderr.write(`etagere: ${text}\n`);
  process.exit(1);
}

function isAddressError(error: unknown): error is Error {
  return Object.hasOwn(ADVICE, codeOf(error));
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
