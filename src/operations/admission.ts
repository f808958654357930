import type { IncomingMessage } from 'node:http';
import { pathOf, refuse, type Refusal } from '../http/index.js';

/** One document: its head is a row, and that is what a 304 takes. And what tells operators how things are. */
const CHEAP = /^(?:\/v1\/collections\/[^/]+\/documents\/[^/]+|\/health\/(?:live|ready)|\/metrics)$/;

/** Whether `request` costs so little that it is let in when nothing else is. */
function isCheap({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && CHEAP.test(pathOf(url));
}

/**
 * Turns work away while `overloaded` says so, before it is begun and before its content is read: what has been accepted
 * gets done, and the next attempt finds room.
 */
export function admission(overloaded: () => boolean): (request: IncomingMessage) => Refusal | undefined {
  return (request) => {
    if (!overloaded() || isCheap(request)) return undefined;
    const detail =
      'The service has more to do than it can. The request was not applied: send it again in a moment.';
    return refuse('overloaded', detail, undefined, { 'Retry-After': '1' });
  };
}
