#!/usr/bin/env node
import 'reflect-metadata';
import { AccessRefusal } from './access/index.js';
import { ConfigError, readConfig } from './config/index.js';
import { Log, runCommand } from './operations/index.js';
import { serve } from './serve.js';
import { StoreRefusal } from './store/index.js';

// Reads the configuration, then serves or runs a command; nothing else.
try {
  const [command, ...rest] = process.argv.slice(2);
  if (command === undefined) {
    const config = readConfig(process.env);
    const log = new Log(config.logLevel);
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
  process.stderr.write(`etagere: ${mendable ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(1);
}

function isAddressError(error: unknown): error is Error {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES'].includes(code);
}
