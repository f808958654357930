import type * as Swagger from '@nestjs/swagger';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { PROBLEMS } from '../../src/http/problems.js';
import { DESCRIBED } from './described.js';
import { startFaulty, type FaultyService } from './faulty-service.js';

// The description is written by hand; what the framework itself finds must be the same.

/** The part of an OpenAPI document that the framework can know. */
interface Routes {
  readonly paths: Readonly<Record<string, object>>;
}

/** Method and path of every route; what a parameter is called is no matter of routing. */
function routesOf({ paths }: Routes): string[] {
  return Object.entries(paths)
    .flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`),
    )
    .toSorted();
}

const { ANY_REQUEST, generalDocument, OPERATIONS, refusalsOf } = DESCRIBED;

function scopeIn(description = ''): string | undefined {
  return /scope `(.+)`/.exec(description)?.[1];
}

describe('what is described', () => {
  let service: FaultyService;
  beforeAll(async () => {
    service = await startFaulty({});
  });
  afterAll(() => service.stop());

  it('every route that @nestjs/swagger finds in the application, and no other: equal', async () => {
    const application: NestExpressApplication = service.application;
    // What looks into the application must know it by the same framework.
    const { DocumentBuilder, SwaggerModule } = (await importBuilt(
      '../node_modules/@nestjs/swagger/dist/index.js',
    )) as typeof Swagger;
    const found = SwaggerModule.createDocument(application, new DocumentBuilder().build());
    const described = generalDocument('', '3.1') as unknown as Routes;
    expect(routesOf(described)).toEqual(routesOf(found));
  });

  it('operations have short names, each its own: equal to their set', () => {
    const names = OPERATIONS.map(({ id }) => id);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    expect(names.filter((name) => !/^[a-z][A-Za-z0-9]{2,25}$/.test(name))).toEqual([]);
  });

  it('every type of problem is documented, of an operation or of any request: equal', () => {
    const documented = new Set([...OPERATIONS.flatMap(refusalsOf), ...ANY_REQUEST]);
    // It only ever stands among the results of a batch.
    expect([...documented, 'failed-dependency'].toSorted()).toEqual(Object.keys(PROBLEMS).toSorted());
  });

  it('what needs no credential says so, and everything else names its scope', () => {
    const { paths, security } = generalDocument('', '3.1') as unknown as {
      paths: Record<string, Record<string, { security?: readonly object[]; description?: string }>>;
      security: readonly object[];
    };
    expect(security[0]).toEqual({});
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
    );
    const open = operations.filter(({ operation }) => operation.security?.length === 0);
    expect(open.map(({ name }) => name).toSorted()).toEqual([
      'get /',
      'get /docs',
      'get /docs/{version}/{file}',
      'get /health/live',
      'get /health/ready',
      'get /openapi-3.0.json',
      'get /openapi.json',
      'get /problems/{type}',
    ]);
    const scopes = operations.map(({ name, operation }) => [name, scopeIn(operation.description)]);
    expect(Object.fromEntries(scopes)).toMatchObject({
      'get /v1/collections/{collection}/documents': 'read:{collection}',
      'delete /v1/collections/{collection}/documents/{id}': 'write:{collection}',
      'delete /v1/collections/{collection}': 'admin:{collection}',
      'get /metrics': 'admin:*',
      'get /v1/collections': undefined,
      'get /health/live': undefined,
    });
  });

  it('no operation answers "default", and every PATCH takes a merge patch first', () => {
    const { paths } = generalDocument('', '3.1') as unknown as {
      paths: Record<string, Record<string, { responses: object; requestBody?: { content: object } }>>;
    };
    const operations = Object.values(paths).flatMap((item) => Object.entries(item));
    expect(operations.filter(([, { responses }]) => 'default' in responses)).toEqual([]);
    const patches = operations.filter(([method]) => method === 'patch');
    const first = patches.map(([, { requestBody }]) => Object.keys(requestBody?.content ?? {})[0]);
    expect(first).toEqual(['application/merge-patch+json', 'application/merge-patch+json']);
  });
});
