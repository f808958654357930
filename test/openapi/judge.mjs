import Ajv04 from 'ajv-draft-04';
import { Ajv2020 } from 'ajv/dist/2020.js';

// Whether an OpenAPI document tells the truth about one exchange. Plain JavaScript, as a reporter of Jest uses it too.

/** Fields of the connection, not of the answer (9110 7.6.1), and what every content has. */
const HOP = ['connection', 'keep-alive', 'transfer-encoding', 'content-type'];
const PROBLEM = 'application/problem+json';

/**
 * What the document has against what was seen, one sentence each; nothing when it told the truth.
 *
 * @param {import('./judge.d.mts').Claims} claims
 * @returns {import('./judge.d.mts').Judge}
 */
export function makeJudge({ document, generalFields, anyRequest }) {
  const schemas = makeSchemas(document);
  const general = new Set([...HOP, ...generalFields.map((name) => name.toLowerCase())]);
  const paths = Object.keys(document.paths).map((path) => ({ path, pattern: patternOf(path) }));

  /** The path of the document that a path belongs to: one without parameters goes first. */
  const locate = (path) =>
    paths.find((candidate) => candidate.path === path) ?? paths.find(({ pattern }) => pattern.test(path));

  const resolve = (part) =>
    '$ref' in part
      ? part.$ref
          .slice(2)
          .split('/')
          .reduce((at, name) => at[name], document)
      : part;

  return (seen) => {
    const [path = '', query = ''] = seen.target.split('?', 2);
    const place = locate(path);
    const method = seen.method === 'HEAD' ? 'get' : seen.method.toLowerCase();
    const operation = place && document.paths[place.path][method];
    const response = operation?.responses[seen.status];
    const slug = slugOf(seen);
    if (response === undefined) {
      // HEAD keeps the type of its problem to itself.
      const silent = seen.method === 'HEAD' && Object.values(anyRequest).includes(seen.status);
      if (silent || (slug !== undefined && slug in anyRequest)) return [];
      if (seen.method === 'OPTIONS' && seen.status === 204 && place !== undefined) return [];
      return [`${seen.status} ${slug ?? ''} is not documented`];
    }
    const answered = judgeAnswer(seen, response, slug);
    return seen.status < 400 ? [...answered, ...judgeRequest(seen, operation, query)] : answered;
  };

  function judgeAnswer(seen, response, slug) {
    const faults = [];
    const headers = Object.entries(response.headers ?? {}).map(([name, header]) => [
      name.toLowerCase(),
      resolve(header),
    ]);
    const documented = new Map(headers);
    for (const [name, value] of Object.entries(seen.fields)) {
      const header = documented.get(name);
      if (header === undefined) {
        if (!general.has(name)) faults.push(`the field ${name} is not documented`);
      } else if (header.schema.pattern && !new RegExp(header.schema.pattern, 'u').test(value)) {
        faults.push(`${name}: ${value} is not as documented`);
      }
    }
    for (const [name, header] of headers) {
      if (header.required && !(name in seen.fields)) faults.push(`the field ${name} is missing`);
    }
    const type = mediaType(seen.fields['content-type']);
    if (type === undefined) return faults;
    const content = response.content?.[type] ?? response.content?.['*/*'];
    if (content === undefined) return [...faults, `content of type ${type} is not documented`];
    if (
      type === PROBLEM &&
      slug !== undefined &&
      !(slug in (content.examples ?? {})) &&
      !(slug in anyRequest)
    )
      faults.push(`the problem ${slug} is not documented`);
    // Under a range of types everything is bytes.
    return type in response.content ? [...faults, ...judgeContent(seen.body, type, content.schema)] : faults;
  }

  /** What was taken must have been documented as something to send. */
  function judgeRequest(seen, operation, query) {
    const parameters = (operation.parameters ?? []).map(resolve);
    const named = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name));
    const faults = [...new URLSearchParams(query).keys()]
      .map((name) => name.replace(/\[.*$/s, ''))
      .filter((name) => !named.has(name))
      .map((name) => `the parameter ${name} is not documented`);
    const { requestType, requestBody } = seen;
    if (requestBody === undefined) return faults;
    const type = mediaType(requestType);
    const known = operation.requestBody?.content;
    // Content of these has no meaning (9110 9.3.1, 9.3.5).
    if (known === undefined)
      return ['GET', 'DELETE'].includes(seen.method)
        ? faults
        : [...faults, 'a request with content is not documented'];
    // Said in words, as generators would take the first or the last of three types.
    const listed =
      seen.method === 'PATCH' && type === 'application/json' ? 'application/merge-patch+json' : type;
    const content = known[listed ?? 'application/octet-stream'] ?? known['*/*'];
    if (content === undefined) return [...faults, `a request of type ${type} is not documented`];
    if (!((listed ?? '') in known)) return faults;
    return [
      ...faults,
      ...judgeContent(requestBody, listed ?? '', content.schema).map((fault) => `request: ${fault}`),
    ];
  }

  function judgeContent(body, type, schema) {
    if (body === undefined || !/[/+]json$/.test(type)) return [];
    const check = schemas(schema);
    return check(JSON.parse(body))
      ? []
      : check.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
  }
}

/** Compiled schemas, each once. */
function makeSchemas({ openapi, components }) {
  const options = { strict: false, validateFormats: false, allErrors: true };
  const ajv = openapi.startsWith('3.0') ? new Ajv04.default(options) : new Ajv2020(options);
  const root = 'https://openapi.test/document';
  // Under "definitions" every dialect finds them.
  const text = JSON.stringify(components.schemas).replaceAll(
    '"#/components/schemas/',
    `"${root}#/definitions/`,
  );
  ajv.addSchema({ [openapi.startsWith('3.0') ? 'id' : '$id']: root, definitions: JSON.parse(text) });
  const compiled = new Map();
  return (schema) => {
    const key = JSON.stringify(schema).replaceAll('"#/components/schemas/', `"${root}#/definitions/`);
    if (!compiled.has(key)) compiled.set(key, ajv.compile(JSON.parse(key)));
    return compiled.get(key);
  };
}

function patternOf(path) {
  const parts = path.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^$()[\]\\|]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

function mediaType(field) {
  return field?.split(';', 1)[0].trim().toLowerCase();
}

/** The last segment of a problem's type; undefined when the answer is none, or HEAD kept it. */
function slugOf({ fields, body }) {
  if (mediaType(fields['content-type']) !== PROBLEM || body === undefined) return undefined;
  return JSON.parse(body).type.split('/').at(-1);
}
