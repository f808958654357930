import { ID, type Sight, tagOf, unexpected } from '../sight.js';
import { type Country, getCountry, patchCountry, type PreconditionFailed, putCountry } from './sdk';
import { setConfig } from './sdk/.kubb/fetch';

/** Two editors have read the same country. Both changes are kept. */
export async function drive(baseURL: string): Promise<Sight> {
  // It names the media type of no JSON, and fetch calls that text/plain then, which is refused.
  setConfig({ baseURL, headers: { 'Content-Type': 'application/json' } });

  const read = await getCountry(ID);
  if (read.status !== 200) throw unexpected('read', read);
  const country: Country = read.data;
  const tag = tagOf(read.headers);

  // The type of `data` is Country, whatever the status: look at that first.
  const again = await getCountry(ID, { 'If-None-Match': tag });
  if (again.status !== 304) throw unexpected('read again', again);

  const update = await patchCountry(ID, { population: country.population + 1 }, { 'If-Match': tag });
  if (update.status !== 200) throw unexpected('update', update);

  const refused = await putCountry(ID, { ...country, capital: 'Poseidonis' }, { 'If-Match': tag });
  if (refused.status !== 412) throw unexpected('refused', refused);
  const problem = refused.data as unknown as PreconditionFailed;

  const latest = await getCountry(ID);
  const kept = await putCountry(
    ID,
    { ...latest.data, capital: 'Poseidonis' },
    { 'If-Match': tagOf(latest.headers) },
  );
  if (kept.status !== 204) throw unexpected('kept', kept);

  return {
    read: tag,
    unchanged: 'returned',
    updated: tagOf(update.headers),
    refused: { manner: 'returned', field: problem.field ?? '', current: problem.current?.etag ?? '' },
    kept: tagOf(kept.headers),
  };
}

/** Never called: what the compiler must refuse. */
export async function forgetful(): Promise<void> {
  // @ts-expect-error -- the headers, the third argument, are missing.
  await patchCountry(ID, { population: 1 });
}
