// What keeps the process honest: logs, shutdown, commands, and what a failing store means to clients.
export { admission } from './admission.js';
export { prepareDrain } from './shutdown.js';
export { EventLoop } from './event-loop.js';
export { Log, type LogLevel } from './log.js';
export { Metrics } from './metrics.js';
export { OperationsModule, type Watch } from './operations.module.js';
export { Pruner, type PrunerOptions, type PrunerReports } from './pruner.js';
export { Readiness } from './readiness.js';
export { sweepBytes } from './sweep-bytes.js';
export { Sweeper } from './sweeper.js';
export { refuseStoreFailure } from './store-failures.js';
export { idOf } from './request-identity.js';
export { StoreTrouble } from './store-trouble.js';
export { Traffic } from './traffic.js';
export { watchEventLoop } from './watch-event-loop.js';
export { runCommand } from './commands/run-command.js';
