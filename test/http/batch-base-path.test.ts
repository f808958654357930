import { type FailedBatch, resultsOf, sendBatch } from './batch-support.js';
import { placeNamed, useService } from './support.js';

const bench = useService({ BASE_PATH: '/stores/one' });

describe('contract 5: a batch under a BASE_PATH', () => {
  const place = placeNamed('notes');
  const path = `/stores/one${place.document('a')}`;

  beforeAll(() => bench.client.makeCollection(place.name));

  it('has paths as in the request line, BASE_PATH in front, and so have its results', async () => {
    const answer = await sendBatch(bench.client, [{ method: 'PUT', path, ifNoneMatch: '*', body: {} }]);
    expect(resultsOf(answer)[0]?.location).toBe(path);
    const failed = await sendBatch(bench.client, [{ method: 'PUT', path, ifNoneMatch: '*', body: {} }]);
    expect(failed.json<FailedBatch>().results[0]).toMatchObject({
      type: '/stores/one/problems/precondition-failed',
      instance: path,
    });
  });

  it.each([place.document('a'), `/stores/two${place.document('a')}`])(
    '%s leads nowhere: 422',
    async (wrong) => {
      const answer = await sendBatch(bench.client, [{ method: 'DELETE', path: wrong, ifMatch: '*' }]);
      expect(answer.status).toBe(422);
      const { errors } = answer.json<{ errors: readonly { pointer: string; message: string }[] }>();
      expect(errors[0]?.pointer).toBe('/operations/0/path');
      expect(errors[0]?.message).toContain('/stores/one/v1/collections/');
    },
  );
});
