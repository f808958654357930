import { EventLoop } from './event-loop.js';
import type { Log } from './log.js';

/** The event loop, watched: what is told of it goes to `log`. */
export function watchEventLoop(limit: number, log: Pick<Log, 'event'>): EventLoop {
  return new EventLoop(limit, {
    slow: (milliseconds) => log.event('warn', 'event-loop-slow', { milliseconds }),
    recovered: () => log.event('info', 'event-loop-recovered'),
    overloaded: (milliseconds) => log.event('warn', 'overloaded', { milliseconds, limit }),
    relieved: () => log.event('info', 'relieved'),
  });
}
