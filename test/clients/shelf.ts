import { Client } from '../support/client.js';
import { type Exchange, watchExchanges } from '../support/exchanges.js';
import { startService, type TestService } from '../support/service.js';

/** A service with a few books, as a client finds it, and what it is asked. */
export interface Shelf {
  readonly service: TestService;
  readonly client: Client;
  /** Every request of the test so far. */
  readonly seen: Exchange[];
  close(): Promise<void>;
}

const LIST = '/v1/collections/books/documents';

/** A document, and a list with a filter that one write does not touch and another does. */
export const DOCUMENT = `${LIST}/emma`;
export const FILTERED = `${LIST}?filter[year][lt]=1816&sort=-year`;

/** Starts the service and fills the shelf. */
export async function fillShelf(): Promise<Shelf> {
  const service = await startService();
  const client = new Client(service.url);
  await client.makeCollection('books', '{"indexes":["title","year"]}');
  const books = { emma: ['Emma', 1815], persuasion: ['Persuasion', 1817], sanditon: ['Sanditon', 1925] };
  for (const [id, [title, year]] of Object.entries(books))
    await client.put(`${LIST}/${id}`, JSON.stringify({ title, year }), { 'If-None-Match': '*' });
  const watch = watchExchanges(service.url);
  return {
    service,
    client,
    seen: watch.seen,
    async close() {
      watch.stop();
      client.close();
      await service.stop();
    },
  };
}

/** A change that the document and the filtered list both show. */
export async function changeEmma({ client }: Shelf, title: string): Promise<void> {
  const { status } = await client.patch(DOCUMENT, JSON.stringify({ title }), { 'If-Match': '*' });
  if (status !== 200) throw new Error(`changing emma: ${status}`);
}
