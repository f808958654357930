import { needOfOperation, refusalsOf, scopeOf, SECURITY, SECURITY_SCHEMES } from './access.js';
import { HEADERS, type HeaderName } from './headers.js';
import { type Json, type JsonRecord, type MediaType, type Operation, type Schema, TAGS } from './model.js';
import { PARAMETERS, type ParameterName } from './parameters.js';
import { problemExamples, refusalAnswers } from './refusals.js';

/** What a document is about, and how it is written. */
export interface Plan {
  readonly info: JsonRecord;
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly basePath: string;
  /** The version of OpenAPI, and how its schemas are written. */
  readonly dialect: Dialect;
  /** Whether problems are shown with an example of each. */
  readonly problemExamples: boolean;
}

/** A version of OpenAPI. */
export interface Dialect {
  readonly version: string;
  readonly schema: (schema: Schema) => JsonRecord;
}

/** An OpenAPI document. What no operation refers to is left out. */
export function assemble(plan: Plan): JsonRecord {
  const { operations, basePath, dialect } = plan;
  const tags = new Set(operations.map(({ tag }) => tag));
  return {
    openapi: dialect.version,
    info: plan.info,
    servers: [{ url: basePath === '' ? '/' : basePath }],
    security: SECURITY,
    tags: Object.entries(TAGS)
      .filter(([name]) => tags.has(name as keyof typeof TAGS))
      .map(([name, description]) => ({ name, description })),
    paths: pathsOf(plan),
    components: componentsOf(plan),
  };
}

function pathsOf({ operations, dialect, ...plan }: Plan): JsonRecord {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const path = (paths[operation.path] ??= {});
    path[operation.method] = operationOf(operation, dialect, plan.problemExamples);
  }
  return paths;
}

function operationOf(operation: Operation, dialect: Dialect, examples: boolean): JsonRecord {
  const { id, tag, summary, parameters = [], body, answers } = operation;
  const description = descriptionOf(operation);
  const responses: Record<string, Json> = {};
  for (const answer of answers) {
    responses[answer.status] = {
      description: answer.description,
      headers: headersOf(answer.headers),
      ...(answer.content && { content: contentOf(answer.content, dialect) }),
    };
  }
  for (const answer of refusalAnswers(operation, { examples })) {
    const { description: why, headers, content } = answer;
    responses[answer.status] = { description: why, headers: headersOf(headers), content };
  }
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== '' && { description }),
    ...(needOfOperation(operation).kind === 'nothing' && { security: [] }),
    ...(parameters.length > 0 && { parameters: parameters.map((name) => reference('parameters', name)) }),
    ...(body && {
      requestBody: {
        description: body.description,
        required: body.required,
        content: contentOf(body.content, dialect),
      },
    }),
    responses,
  };
}

function descriptionOf(operation: Operation): string {
  const { description = '' } = operation;
  const scope = scopeOf(operation);
  return [description, scope === undefined ? '' : `With access control, scope \`${scope}\`.`]
    .filter((part) => part !== '')
    .join(' ');
}

function headersOf(names: readonly HeaderName[]): JsonRecord {
  return Object.fromEntries(names.map((name) => [HEADERS[name].field, reference('headers', name)]));
}

function contentOf(types: readonly MediaType[], dialect: Dialect): JsonRecord {
  const entries = types.map(({ type, schema, example }): [string, Json] => [
    type,
    { schema: dialect.schema(schema), ...(example !== undefined && { example }) },
  ]);
  return Object.fromEntries(entries);
}

function componentsOf({
  operations,
  schemas,
  dialect,
  basePath,
  problemExamples: examples,
}: Plan): JsonRecord {
  const parameters = new Set(operations.flatMap(({ parameters: names = [] }) => names));
  const slugs = operations.flatMap(refusalsOf);
  const answers = operations.flatMap((operation) =>
    [operation.answers, refusalAnswers(operation, { examples })].flat(),
  );
  const headers = new Set<string>(answers.flatMap(({ headers: names }) => names));
  return {
    schemas: Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, dialect.schema(schema)]),
    ),
    parameters: pick(PARAMETERS, parameters, dialect),
    headers: pick(headersByName(), headers, dialect),
    ...(examples && { examples: problemExamples(slugs, basePath) }),
    securitySchemes: SECURITY_SCHEMES,
  };
}

/** The components that are used, in the order of their table. */
function pick(
  table: Readonly<Record<string, JsonRecord>>,
  used: ReadonlySet<string>,
  dialect: Dialect,
): JsonRecord {
  const entries = Object.entries(table)
    .filter(([name]) => used.has(name))
    .map(([name, { schema, ...rest }]): [string, Json] => [
      name,
      { ...rest, schema: dialect.schema(schema as Schema) },
    ]);
  return Object.fromEntries(entries);
}

function headersByName(): Readonly<Record<string, JsonRecord>> {
  return Object.fromEntries(Object.entries(HEADERS).map(([name, { header }]) => [name, header]));
}

function reference(kind: 'parameters' | 'headers', name: ParameterName | HeaderName): JsonRecord {
  return { $ref: `#/components/${kind}/${name}` };
}
