import type { ProblemType } from './problem-type.js';

/** What the service could not do. */
export const SERVICE_PROBLEMS = {
  internal: {
    status: 500,
    title: 'The service failed',
    meaning: 'This is a defect of the service, not of the request. It was logged.',
    recovery: 'Read the state again before repeating a write.',
  },
  contention: {
    status: 503,
    title: 'Too many writers at once',
    meaning: 'The resource changed each time the write was about to be committed. It was not applied.',
    recovery: 'Send the request again after the time in Retry-After.',
  },
  'too-many-connections': {
    status: 503,
    title: 'The service has too many connections',
    meaning:
      'CONNECTION_LIMIT connections are open already. Nothing was read from this one, so nothing was applied.',
    recovery: 'Connect again after the time in Retry-After, and send more requests over fewer connections.',
  },
  'store-busy': {
    status: 503,
    title: 'The store is busy',
    meaning:
      'Another program holds the database, or too many writes are waiting. The request was not applied.',
    recovery: 'Send the request again after the time in Retry-After.',
  },
  'store-unavailable': {
    status: 503,
    title: 'The store cannot be reached',
    meaning: 'The database is away. The request was not applied.',
    recovery: 'Send the request again after the time in Retry-After.',
  },
  'not-ready': {
    status: 503,
    title: 'The service is not ready',
    meaning: 'It could not write and read a probe, or it is about to stop. `reason` tells which.',
    recovery: 'Send requests to another replica until this resource is 200 again.',
  },
  overloaded: {
    status: 503,
    title: 'The service has more to do than it can',
    meaning:
      'What was received already takes all of its time. The request was not applied. Single documents can still be read.',
    recovery: 'Send the request again after the time in Retry-After, and fewer at once.',
  },
  'outcome-unknown': {
    status: 503,
    title: 'Whether the write was applied is not known',
    meaning: 'The database failed while the change was being committed.',
    recovery: 'GET the resource: what it shows is the truth. Then decide whether to repeat the write.',
  },
  'store-full': {
    status: 507,
    title: 'The store is full',
    meaning: 'There is no room for another revision. The write was not applied.',
    recovery: 'Make room on the disk of the service, then send the request again.',
  },
} as const satisfies Readonly<Record<string, ProblemType>>;
