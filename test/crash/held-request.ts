import { setTimeout as pause } from 'node:timers/promises';
import { requestText, Wire, type WireAnswer, type WireRequest } from '../races/wire.js';

/** Resolves when nobody listens at `url` any more. */
export async function refusesConnections(url: string): Promise<void> {
  for (;;) {
    try {
      (await Wire.open(url)).close();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') return;
      // Taken by the system in the very moment in which the service stopped to listen.
      if (code !== 'ECONNRESET') throw error;
    }
    await pause(2);
  }
}

/** A request of which the service is known to have received a part. */
export interface Held {
  readonly path: string;
  readonly body: string;
  /** What was not sent yet. */
  readonly rest: string;
  /** Sends it; resolves with the answer. */
  readonly finish: () => Promise<WireAnswer>;
}

/** A PUT that was told to continue, with its content sent up to `length`. */
export async function holdPut(
  wire: Wire,
  request: WireRequest & { body: string },
  length: number,
): Promise<Held> {
  const text = requestText({ ...request, fields: { ...request.fields, Expect: '100-continue' } });
  const head = text.length - request.body.length;
  await wire.write(text.slice(0, head));
  await wire.continued();
  await wire.write(request.body.slice(0, length));
  return {
    path: request.path,
    body: request.body,
    ...finisher(wire, request.body.slice(length)),
  };
}

/** A GET with half its head sent: in one piece with a request before it that is answered by now. */
export async function holdGet(wire: Wire, path: string): Promise<Held> {
  const text = requestText({ method: 'GET', path });
  const before = wire.answer();
  await wire.write(text + text.slice(0, 30));
  const { text: body } = await before;
  return {
    path,
    body,
    ...finisher(wire, text.slice(30)),
  };
}

function finisher(wire: Wire, rest: string): Pick<Held, 'rest' | 'finish'> {
  return {
    rest,
    finish() {
      const answer = wire.answer();
      wire.socket.write(rest);
      return answer;
    },
  };
}
