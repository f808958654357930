// What keeps the process honest: logs, shutdown, commands, and what a failing store means to clients.
export { prepareDrain } from './shutdown.js';
export { Log, type LogLevel } from './log.js';
export { Pruner, type PrunerOptions, type PrunerReports } from './pruner.js';
export { sweepBytes } from './sweep-bytes.js';
export { Sweeper } from './sweeper.js';
export { refuseStoreFailure } from './store-failures.js';
export { runCommand } from './commands/run-command.js';
