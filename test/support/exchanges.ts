import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** One request as the service of this process saw and answered it. */
export interface Exchange {
  readonly method: string;
  readonly target: string;
  readonly ifNoneMatch: string | undefined;
  readonly ifMatch: string | undefined;
  readonly contentType: string | undefined;
  readonly status: number;
}

const FINISHED = 'http.server.response.finish';

/**
 * What the service at `url` is asked and answers from now on, in order: the truth about a client that keeps to itself
 * whether it asked at all. Call `stop` in the end.
 */
export function watchExchanges(url: string): { readonly seen: Exchange[]; stop(): void } {
  const { host } = new URL(url);
  const seen: Exchange[] = [];
  const note = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.headers.host !== host) return;
    const { method = '', url: target = '', headers } = request;
    seen.push({
      method,
      target,
      ifNoneMatch: headers['if-none-match'],
      ifMatch: headers['if-match'],
      contentType: headers['content-type'],
      status: response.statusCode,
    });
  };
  subscribe(FINISHED, note);
  return { seen, stop: () => void unsubscribe(FINISHED, note) };
}
