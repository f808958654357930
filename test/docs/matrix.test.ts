import { type Answer, Client } from '../support/client.js';
import { startService, type TestService } from '../support/service.js';
import { plain, readPage, sectionOf, tableOf } from './markdown.js';
import { ANY, FIELDS, fieldOf, OTHER_TAG, type Validators } from './matrix-fields.js';

// Every cell of README's table is asked of the real service, for a document and for a collection, and for POST of a list.

const STATES = ['live', 'deleted', 'never existed'] as const;
type State = (typeof STATES)[number];

const KINDS = ['document', 'collection'] as const;
type Kind = (typeof KINDS)[number];

const table = tableOf(sectionOf(readPage('README.md'), 'What comes of a precondition'));
const columns = table.head.slice(2).map((cell) => cell.split(', '));
const cells = table.rows.flatMap(([name = '', value = '', ...results]) =>
  results.map((result, column) => ({
    field: fieldOf(plain(name), value),
    methods: columns[column] ?? [],
    statuses: new Map(STATES.map((state, index) => [state, Number(result.split(' ')[index])])),
    name: `${plain(name)} ${value}: ${columns[column]?.join(', ')}: ${result}`,
  })),
);

let service: TestService;
let client: Client;
let names = 0;

beforeAll(async () => {
  service = await startService();
  client = new Client(service.url);
});

afterAll(async () => {
  client.close();
  await service.stop();
});

/** Makes a collection or a document at `uri`, of one revision, and perhaps deletes it again. */
async function bring(uri: string, state: State): Promise<Validators> {
  const now = new Date().toUTCString();
  if (state === 'never existed') return { etag: OTHER_TAG, lastModified: now };
  const { etag, headers, status } = await client.put(uri, '{}', { 'If-None-Match': '*' });
  if (status !== 201) throw new Error(`${uri} could not be made: ${status}`);
  if (state === 'deleted') await client.delete(uri, { 'If-Match': etag });
  return { etag, lastModified: headers['last-modified'] ?? now };
}

/** The URI that the request goes to, its state brought about, and the validators that it has, or had. */
async function target(kind: Kind | 'list', state: State): Promise<{ uri: string; validators: Validators }> {
  names += 1;
  const collection = `/v1/collections/c${names}`;
  if (kind === 'document') {
    await client.makeCollection(`c${names}`);
    const uri = `${collection}/documents/a`;
    return { uri, validators: await bring(uri, state) };
  }
  if (kind === 'collection') return { uri: collection, validators: await bring(collection, state) };
  const uri = `${collection}/documents`;
  const own = await bring(collection, state);
  if (state !== 'live') return { uri, validators: own };
  return { uri, validators: { etag: (await client.get(uri)).etag, lastModified: own.lastModified } };
}

/** Sends all that a cell stands for, each to a target of its own; resolves with what came of it. */
async function ask(method: string, kind: Kind | 'list', state: State, { field }: (typeof cells)[number]) {
  const results: { status: number; changed: boolean }[] = [];
  for (let index = 0; index < field(ANY).length; index++) {
    const { uri, validators } = await target(kind, state);
    const before = await observe(uri);
    const { status } = await send(method, uri, field(validators)[index] ?? {});
    results.push({ status, changed: (await observe(uri)) !== before });
  }
  return results;
}

function send(method: string, uri: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  switch (method) {
    case 'PUT':
      return client.put(uri, '{"preconditions":"required"}', headers);
    case 'PATCH':
      return client.patch(uri, '{"preconditions":"required"}', headers);
    case 'POST':
      return client.post(uri, '{}', headers);
    default:
      return client.send(method, uri, { headers });
  }
}

/** What GET shows: the same before and after a request that changed nothing. */
async function observe(uri: string): Promise<string> {
  const { status, headers, text } = await client.get(uri);
  return JSON.stringify([status, headers.etag, text]);
}

describe("README's table header × method × state → result", () => {
  it('has a row for every field and value that it must cover, and three states in every cell', () => {
    expect(table.rows.map(([name = '', value = '']) => `${plain(name)} ${value}`.trim()).toSorted()).toEqual(
      Object.keys(FIELDS).toSorted(),
    );
    for (const { statuses } of cells)
      expect([...statuses.values()].every((status) => status >= 200)).toBe(true);
  });

  it('has a column for every method that knows preconditions', () => {
    expect(columns.flat()).toEqual(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'POST']);
  });

  it.each(cells)('$name', async (cell) => {
    for (const method of cell.methods) {
      for (const state of STATES) {
        for (const kind of method === 'POST' ? (['list'] as const) : KINDS) {
          const wanted = cell.statuses.get(state) ?? 0;
          const changed = wanted < 300 && method !== 'GET' && method !== 'HEAD';
          for (const result of await ask(method, kind, state, cell))
            expect({ method, kind, state, ...result }).toEqual({
              method,
              kind,
              state,
              status: wanted,
              changed,
            });
        }
      }
    }
  });
});
