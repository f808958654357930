import { ID, type Sight, tagOf, unexpected } from '../sight.js';
import { createClient } from './sdk/client';
import { type Country, getCountry, patchCountry, type PreconditionFailed, putCountry } from './sdk';

/** Two editors have read the same country. Both changes are kept. */
export async function drive(baseUrl: string): Promise<Sight> {
  const client = createClient({ baseUrl });
  const path = { id: ID };

  const read = await getCountry({ client, path });
  if (read.data === undefined) throw unexpected('read', read.error);
  const country: Country = read.data;
  const tag = tagOf(read.response.headers);

  // The error of a 304 is an empty object: only the status tells.
  const again = await getCountry({ client, path, headers: { 'If-None-Match': tag } });
  if (again.response?.status !== 304) throw unexpected('read again', again.data);

  const update = await patchCountry({
    client,
    path,
    headers: { 'If-Match': tag },
    body: { population: country.population + 1 },
  });
  if (update.data === undefined) throw unexpected('update', update.error);

  const refused = await putCountry({
    client,
    path,
    headers: { 'If-Match': tag },
    body: { ...country, capital: 'Poseidonis' },
  });
  if (refused.response?.status !== 412) throw unexpected('refused', refused.error);
  const problem = refused.error as PreconditionFailed;

  const latest = await getCountry({ client, path });
  if (latest.data === undefined) throw unexpected('latest', latest.error);
  const kept = await putCountry({
    client,
    path,
    headers: { 'If-Match': tagOf(latest.response.headers) },
    body: { ...latest.data, capital: 'Poseidonis' },
  });
  if (kept.response === undefined) throw unexpected('kept', kept.error);

  return {
    read: tag,
    unchanged: 'returned',
    updated: tagOf(update.response.headers),
    refused: { manner: 'returned', field: problem.field ?? '', current: problem.current?.etag ?? '' },
    kept: tagOf(kept.response.headers),
  };
}

/** Never called: what the compiler must refuse. */
export async function forgetful(): Promise<void> {
  // @ts-expect-error -- If-Match is missing.
  await patchCountry({ path: { id: ID }, body: { population: 1 } });
}
