import type { ServerResponse } from 'node:http';
import type { LiveContent } from './outcome.js';

/** Bytes that are handed over at a time: whoever takes so many while our patience lasts is slow, but reads. */
const SLICE = 64 * 1024;

/**
 * Sends content as it comes. No more than one piece waits for a reader that is slower than what happens, and one that
 * does not read at all is cut off.
 */
export async function sendLive(response: ServerResponse, { pieces, patience }: LiveContent): Promise<void> {
  for await (const piece of pieces()) {
    for (let at = 0; at < piece.length; at += SLICE) {
      if (response.destroyed) return;
      if (!response.write(piece.subarray(at, at + SLICE))) await drained(response, patience);
    }
  }
  response.end();
}

/** Resolves when the connection has taken what was written, or is closed. */
function drained(response: ServerResponse, patience: LiveContent['patience']): Promise<void> {
  return new Promise((resolve) => {
    const cancel = patience(() => response.destroy());
    const done = () => {
      cancel();
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
