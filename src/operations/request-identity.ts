import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const ID = Symbol('request id');

interface Identified {
  [ID]?: string;
}

/** What is taken over of a client's X-Request-Id: nothing that could pretend to be anything else in a log. */
const WELL_FORMED = /^[\w.~:+/=-]{1,128}$/;
/** Trace Context 3.2.2: version, trace-id, parent-id, flags; neither id is all zeros, and version ff is forbidden. */
const TRACE = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/** The id that the client gave, if it is well-formed, or that was made for a line in the log; undefined: none. */
export function knownId(request: IncomingMessage): string | undefined {
  const made = (request as Identified)[ID];
  if (made !== undefined) return made;
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : undefined;
}

/** The id under which `request` is found in the log. From now on its answer carries it. */
export function idOf(request: IncomingMessage): string {
  const id = knownId(request) ?? randomUUID();
  (request as Identified)[ID] = id;
  return id;
}

/** The trace that `request` belongs to (Trace Context 3.2), if it says so in good form. */
export function traceOf(request: IncomingMessage): string | undefined {
  const field = request.headers['traceparent'];
  return typeof field === 'string' ? TRACE.exec(field)?.[1] : undefined;
}
