import { ID, type Sight, tagOf, unexpected } from '../sight.js';
import { type Country, getCountry, patchCountry, putCountry } from './sdk/client.js';

/** Two editors have read the same country. Both changes are kept. The address of the service is in orval.config.cjs. */
export async function drive(): Promise<Sight> {
  const read = await getCountry(ID);
  if (read.status !== 200) throw unexpected('read', read);
  const country: Country = read.data;
  const tag = tagOf(read.headers);

  const again = await getCountry(ID, { 'If-None-Match': tag });
  if (again.status !== 304) throw unexpected('read again', again);

  const update = await patchCountry(ID, { population: country.population + 1 }, { 'If-Match': tag });
  if (update.status !== 200) throw unexpected('update', update);

  const refused = await putCountry(ID, { ...country, capital: 'Poseidonis' }, { 'If-Match': tag });
  if (refused.status !== 412) throw unexpected('refused', refused);

  const latest = await getCountry(ID);
  if (latest.status !== 200) throw unexpected('latest', latest);
  const kept = await putCountry(
    ID,
    { ...latest.data, capital: 'Poseidonis' },
    { 'If-Match': tagOf(latest.headers) },
  );

  return {
    read: tag,
    unchanged: 'returned',
    updated: tagOf(update.headers),
    refused: {
      manner: 'returned',
      field: refused.data.field ?? '',
      current: refused.data.current?.etag ?? '',
    },
    kept: tagOf(kept.headers),
  };
}

/** Never called: what the compiler must refuse. */
export async function forgetful(): Promise<void> {
  // @ts-expect-error -- the headers, the third argument, are missing.
  await patchCountry(ID, { population: 1 });
}
