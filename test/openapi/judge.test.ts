import { CLAIMS } from './described.js';
import { type Claims, type Exchange, makeJudge } from './judge.mjs';

// The judge itself: it finds nothing against the truth, and each kind of lie.

const ETAG = '"1.mf3k2a1x"';

const READ: Exchange = {
  method: 'GET',
  target: '/v1/collections/books/documents?limit=1',
  status: 200,
  fields: {
    etag: ETAG,
    'cache-control': 'max-age=0, must-revalidate',
    vary: 'Accept, Accept-Encoding',
    'content-type': 'application/json',
  },
  body: '{"items":[],"total":0,"next":null}',
};

const WRITE: Exchange = {
  method: 'PATCH',
  target: '/v1/collections/books/documents/emma',
  requestType: 'application/merge-patch+json',
  requestBody: '{"copies":2}',
  status: 204,
  fields: { etag: ETAG, 'last-modified': 'Mon, 23 Nov 2026 10:19:28 GMT' },
};

const PROBLEM = { type: '/problems/document-not-found', title: 'a', status: 404, detail: 'b' };
const REFUSED: Exchange = {
  method: 'GET',
  target: '/v1/collections/books/documents/emma',
  status: 404,
  fields: { 'cache-control': 'no-store', 'content-type': 'application/problem+json' },
  body: JSON.stringify(PROBLEM),
};

describe.each(
  CLAIMS.map((claim): [string, Claims] => [(claim.document as { openapi: string }).openapi, claim]),
)('the judge of exchanges by OpenAPI %s', (_, claim) => {
  const judge = makeJudge(claim);

  it.each([READ, { ...READ, method: 'HEAD', body: undefined }, WRITE, REFUSED])(
    'has nothing against $method $target: $status',
    (seen) => {
      expect(judge(seen)).toEqual([]);
    },
  );

  it.each<[string, Exchange, RegExp]>([
    ['a status', { ...READ, status: 203 }, /^203 .*not documented/],
    ['a path', { ...READ, target: '/v2' }, /not documented/],
    ['a method', { ...WRITE, method: 'PUT', target: '/v1/batch' }, /not documented/],
    [
      'a field',
      { ...READ, fields: { ...READ.fields, 'x-powered-by': 'a' } },
      /x-powered-by is not documented/,
    ],
    ['a field that is missing', { ...WRITE, fields: {} }, /etag is missing/],
    ['a field that is not as described', { ...READ, fields: { ...READ.fields, etag: 'W/"a"' } }, /etag: W/],
    ['a media type', { ...READ, fields: { ...READ.fields, 'content-type': 'text/xml' } }, /text\/xml/],
    ['a member', { ...READ, body: '{"items":[],"total":0,"next":null,"more":1}' }, /additional/],
    ['a member that is missing', { ...READ, body: '{"items":[],"next":null}' }, /total/],
    ['a parameter', { ...READ, target: `${READ.target}&colour=red` }, /colour/],
    [
      'a type of problem',
      { ...REFUSED, body: JSON.stringify({ ...PROBLEM, type: '/problems/attachment-not-found' }) },
      /attachment-not-found/,
    ],
    ['a type of request', { ...WRITE, requestType: 'text/plain' }, /text\/plain/],
    ['the content of a request', { ...WRITE, requestBody: '[]' }, /request/],
  ])('finds %s that is not documented', (_what, seen, fault) => {
    expect(judge(seen).join('\n')).toMatch(fault);
  });
});
