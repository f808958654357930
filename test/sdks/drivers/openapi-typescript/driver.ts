import createClient from 'openapi-fetch';
import { ID, type Sight, tagOf, unexpected } from '../sight.js';
import type { components, paths } from './sdk/schema.js';

type Country = components['schemas']['Country'];
type PreconditionFailed = components['schemas']['PreconditionFailed'];

const DOCUMENT = '/v1/collections/countries/documents/{id}';

/** Two editors have read the same country. Both changes are kept. */
export async function drive(baseUrl: string): Promise<Sight> {
  const client = createClient<paths>({ baseUrl });
  const path = { id: ID };

  const read = await client.GET(DOCUMENT, { params: { path } });
  if (read.data === undefined) throw unexpected('read', read.error);
  const country: Country = read.data;
  const tag = tagOf(read.response.headers);

  // 304 is neither data nor an error: only the status tells.
  const again = await client.GET(DOCUMENT, { params: { path, header: { 'If-None-Match': tag } } });
  if (again.response.status !== 304) throw unexpected('read again', again.data);

  // Without the second entry openapi-fetch sends application/json, which is taken for a merge patch too.
  const update = await client.PATCH(DOCUMENT, {
    params: { path, header: { 'If-Match': tag } },
    headers: { 'Content-Type': 'application/merge-patch+json' },
    body: { population: country.population + 1 },
  });
  if (update.data === undefined) throw unexpected('update', update.error);

  const refused = await client.PUT(DOCUMENT, {
    params: { path, header: { 'If-Match': tag } },
    body: { ...country, capital: 'Poseidonis' },
  });
  if (refused.response.status !== 412) throw unexpected('refused', refused.error);
  const problem = refused.error as PreconditionFailed;

  const latest = await client.GET(DOCUMENT, { params: { path } });
  if (latest.data === undefined) throw unexpected('latest', latest.error);
  const kept = await client.PUT(DOCUMENT, {
    params: { path, header: { 'If-Match': tagOf(latest.response.headers) } },
    body: { ...latest.data, capital: 'Poseidonis' },
  });

  return {
    read: tag,
    unchanged: 'returned',
    updated: tagOf(update.response.headers),
    refused: { manner: 'returned', field: problem.field ?? '', current: problem.current?.etag ?? '' },
    kept: tagOf(kept.response.headers),
  };
}

/** Never called: what the compiler must refuse. */
export async function forgetful(client: ReturnType<typeof createClient<paths>>): Promise<void> {
  // @ts-expect-error -- If-Match is missing.
  await client.PATCH(DOCUMENT, { params: { path: { id: ID } }, body: { population: 1 } });
}
