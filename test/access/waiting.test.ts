import { mintToken } from '../../src/access/index.js';
import type { AccessToken, Milliseconds, TokenReader } from '../../src/store/index.js';
import { EventReader } from '../http/event-stream.js';
import { type LiveService, startLive } from '../http/live-service.js';
import { told } from '../http/support.js';
import { Wire } from '../http/wire.js';
import { bearing } from './support.js';

// Who waits has been let in once. That is looked at again whenever it is to be told something, and in silence too.

/** Tokens that are revoked by a word. */
class Tokens implements TokenReader {
  readonly #kept = new Map<string, AccessToken>();

  async find(hash: string): Promise<AccessToken | undefined> {
    return this.#kept.get(hash);
  }

  mint(name: string, scopes: string): { Authorization: string } {
    const { text, hash } = mintToken();
    const token = { name, hash, scopes, createdAt: 0 as Milliseconds, expiresAt: null, revokedAt: null };
    this.#kept.set(hash, token);
    return bearing(text);
  }

  revoke(name: string): void {
    for (const [hash, token] of this.#kept) {
      if (token.name === name) this.#kept.set(hash, { ...token, revokedAt: 1 as Milliseconds });
    }
  }
}

const FEED = '/v1/collections/books/changes';
const EMMA = '/v1/collections/books/documents/emma';

const tokens = new Tokens();
const owner = tokens.mint('owner', 'admin:*');
let live: LiveService;

beforeAll(async () => {
  live = await startLive({ AUTH: 'token' }, tokens);
  await live.client.put('/v1/collections/books', '{}', { ...owner, 'If-None-Match': '*' });
  await live.client.put(EMMA, '{"n":1}', { ...owner, 'If-None-Match': '*' });
});
afterAll(() => live.stop());

/** Revokes a token, and has the service find out: it looks again when its last look is a second old. */
async function revoke(name: string, credential: { Authorization: string }): Promise<void> {
  tokens.revoke(name);
  const deadline = performance.now() + 20_000;
  while ((await live.client.get(EMMA, credential)).status !== 401) {
    if (performance.now() > deadline) throw new Error('the token goes on being accepted');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function readers(count: number): Promise<void> {
  while (live.wakeUps.readers !== count) await new Promise((resolve) => setTimeout(resolve, 5));
}

it('is told nothing of what happens after the token was revoked: streams end, long polls are 401', async () => {
  const guest = tokens.mint('guest', 'read:books');
  const stream = await EventReader.open(`${live.url}${FEED}`, guest);
  const { etag } = await live.client.get(EMMA, guest);
  const held = live.client.get(EMMA, { ...guest, 'If-None-Match': etag, Prefer: 'wait=50' });
  const other = await EventReader.open(`${live.url}${FEED}`, owner);
  await readers(3);
  await revoke('guest', guest);
  await live.client.put(EMMA, '{"n":2}', { ...owner, 'If-Match': '*' });
  expect(told(await held)).toBe('401 unauthenticated');
  expect(await stream.ended).toBe('whole');
  expect(stream.events).toEqual([]);
  // Who is let in goes on being told.
  await other.until(() => other.events.length === 1);
  other.cut();
  await readers(0);
});

it('ends in silence too, at the next heartbeat', async () => {
  const guest = tokens.mint('visitor', 'read:books');
  const stream = await EventReader.open(`${live.url}${FEED}`, guest);
  await readers(1);
  live.time.pass(15_500);
  await stream.until(() => stream.comments === 1);
  await revoke('visitor', guest);
  live.time.pass(15_500);
  expect(await stream.ended).toBe('whole');
  expect(stream.comments).toBe(1);
  await expect(EventReader.open(`${live.url}${FEED}`, guest)).rejects.toThrow('no stream but 401');
});

it('an attachment that was still arriving is not stored: 401, and it is not there', async () => {
  const guest = tokens.mint('sender', 'write:books');
  const note = `${EMMA}/attachments/note.txt`;
  const wire = await Wire.open(live.url);
  const sender = [`Authorization: ${guest.Authorization}`, 'If-None-Match: *', 'Expect: 100-continue'];
  await wire.ask(`PUT ${note}`, ...sender, 'Content-Length: 8');
  // Everything else of it was judged by now.
  expect((await wire.answer()).status).toBe(100);
  await wire.write('half');
  await revoke('sender', guest);
  await wire.write('half');
  expect((await wire.answer()).status).toBe(401);
  expect((await live.client.get(note, owner)).status).toBe(404);
  wire.close();
});
