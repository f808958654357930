import type { Operation } from '../model.js';
import { json } from '../parts.js';

function health(
  path: string,
  rest: Pick<Operation, 'id' | 'summary' | 'description' | 'refusals'>,
): Operation {
  return {
    method: 'get',
    path: `/health/${path}`,
    tag: 'service',
    answers: [{ status: 200, description: 'It is.', headers: ['CacheControl'], content: [json('Health')] }],
    underLoad: 'answered',
    ...rest,
  };
}

/** What those who run the service ask it for. */
export const HEALTH_AND_METRICS: readonly Operation[] = [
  health('live', {
    id: 'getLiveness',
    summary: 'Whether the process answers',
    description: 'A process that does not should be started again.',
    refusals: ['invalid-parameter'],
  }),
  health('ready', {
    id: 'getReadiness',
    summary: 'Whether the service can write and read',
    description: 'Found out by doing it. While it is 503, requests are better sent to another replica.',
    refusals: ['invalid-parameter', 'not-ready'],
  }),
  {
    method: 'get',
    path: '/metrics',
    id: 'getMetrics',
    tag: 'service',
    summary: 'Figures for Prometheus',
    answers: [
      {
        status: 200,
        description: 'The figures, in the text format of Prometheus.',
        headers: ['CacheControl'],
        content: [{ type: 'text/plain', schema: { type: 'string' } }],
      },
    ],
    refusals: ['invalid-parameter'],
    underLoad: 'answered',
  },
];
