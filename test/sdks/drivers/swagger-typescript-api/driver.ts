import { ID, type Sight, tagOf, unexpected } from '../sight.js';
import { Api, type Country, type HttpResponse, type PreconditionFailed } from './sdk/api.js';

/** Two editors have read the same country. Both changes are kept. */
export async function drive(baseUrl: string): Promise<Sight> {
  const { v1 } = new Api({ baseUrl });

  const read = await v1.getCountry(ID);
  const country: Country = read.data;
  const tag = tagOf(read.headers);

  // No function has a parameter for a header field; each takes fields of any name, and none reminds of If-Match.
  const again = await thrown(v1.getCountry(ID, { headers: { 'If-None-Match': tag } }));
  if (again.status !== 304) throw unexpected('read again', again.status);

  const update = await v1.patchCountry(
    ID,
    { population: country.population + 1 },
    { headers: { 'If-Match': tag } },
  );

  const refused = await thrown(
    v1.putCountry(ID, { ...country, capital: 'Poseidonis' }, { headers: { 'If-Match': tag } }),
  );
  if (refused.status !== 412) throw unexpected('refused', refused.status);
  const problem = refused.error as PreconditionFailed;

  const latest = await v1.getCountry(ID);
  const kept = await v1.putCountry(
    ID,
    { ...latest.data, capital: 'Poseidonis' },
    { headers: { 'If-Match': tagOf(latest.headers) } },
  );

  return {
    read: tag,
    unchanged: 'thrown',
    updated: tagOf(update.headers),
    refused: { manner: 'thrown', field: problem.field ?? '', current: problem.current?.etag ?? '' },
    kept: tagOf(kept.headers),
  };
}

/** Every answer that is no success is thrown, with its content as `error`. */
async function thrown(answer: Promise<unknown>): Promise<HttpResponse<unknown, unknown>> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof Response) return error as HttpResponse<unknown, unknown>;
    throw error;
  }
  throw unexpected('thrown', 'nothing was');
}
