import { ID, type Sight, tagOf, unexpected } from '../sight.js';
import { Configuration, type Country, DocumentsApi, type PreconditionFailed } from './sdk';

/** Two editors have read the same country. Both changes are kept. */
export async function drive(basePath: string): Promise<Sight> {
  // Without `fetchApi` it looks for the fetch of a window.
  const documents = new DocumentsApi(new Configuration({ basePath, fetchApi: fetch }));

  // `getCountry` gives the document without its header fields; `getCountryRaw` gives both.
  const read = await documents.getCountryRaw({ id: ID });
  const country: Country = await read.value();
  const tag = tagOf(read.raw.headers);

  const again = await thrown(documents.getCountryRaw({ id: ID, ifNoneMatch: tag }));
  if (again.status !== 304) throw unexpected('read again', again.status);

  const update = await documents.patchCountryRaw({
    id: ID,
    ifMatch: tag,
    countryPatch: { population: country.population + 1 },
  });

  const refused = await thrown(
    documents.putCountryRaw({ id: ID, ifMatch: tag, country: { ...country, capital: 'Poseidonis' } }),
  );
  if (refused.status !== 412) throw unexpected('refused', refused.status);
  const problem = (await refused.json()) as PreconditionFailed;

  const latest = await documents.getCountryRaw({ id: ID });
  const kept = await documents.putCountryRaw({
    id: ID,
    ifMatch: tagOf(latest.raw.headers),
    country: { ...(await latest.value()), capital: 'Poseidonis' },
  });

  return {
    read: tag,
    unchanged: 'thrown',
    updated: tagOf(update.raw.headers),
    refused: { manner: 'thrown', field: problem.field ?? '', current: problem.current?.etag ?? '' },
    kept: tagOf(kept.raw.headers),
  };
}

/** Every answer that is no success is thrown as it came. */
async function thrown(answer: Promise<unknown>): Promise<Response> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof Response) return error;
    throw error;
  }
  throw unexpected('thrown', 'nothing was');
}

/** Never called: what the compiler must refuse. */
export async function forgetful(documents: DocumentsApi): Promise<void> {
  // @ts-expect-error -- ifMatch is missing.
  await documents.patchCountry({ id: ID, countryPatch: { population: 1 } });
}
