import { create, fieldsOf, type Place, remove, replace, useService } from './support.js';

const bench = useService();

/** Every kind of resource and of error, by its path. */
async function paths(): Promise<readonly string[]> {
  const { client } = bench;
  const place: Place = await bench.collection();
  const [live, gone] = [place.document('live'), place.document('gone')];
  await create(client, live, JSON.stringify({ n: 1, text: 'many words '.repeat(150) }));
  await replace(client, live, JSON.stringify({ n: 2, text: 'other words '.repeat(150) }));
  await create(client, gone);
  await remove(client, gone);
  return [
    '/v1/collections',
    '/v1/collections?limit=1',
    place.uri,
    place.list,
    `${place.list}?filter[n]=2&sort=-n&limit=1`,
    `${place.list}?fields=n`,
    live,
    `${live}/revisions`,
    `${live}/revisions?limit=1`,
    `${live}/revisions/1`,
    `${live}/revisions/2`,
    `${gone}/revisions`,
    '/problems/gone',
    // What is refused.
    gone,
    `${gone}/revisions/2`,
    `${live}/revisions/9`,
    place.document('never'),
    `${place.document('never')}/revisions`,
    bench.place().uri,
    bench.place().list,
    `${place.list}?color=red`,
    `${live}?color=red`,
    `${live}/revisions?at=never`,
    place.document('a%20b'),
    '/v1/nothing',
    '/nothing%ff',
  ];
}

const FIELDS = [
  {},
  { Accept: 'text/html' },
  { Accept: 'text/csv' },
  { 'Accept-Encoding': 'gzip' },
  { 'Accept-Encoding': 'br', Accept: 'text/html, application/json;q=0.5' },
  { 'If-None-Match': '*' },
  { 'If-None-Match': '"x", W/"y"' },
  { 'If-Match': '"x"' },
  { 'If-Match': '*' },
  { 'If-Match': 'x' },
  { 'If-Modified-Since': 'Sun, 06 Nov 2044 08:49:37 GMT' },
  { 'If-Unmodified-Since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
  { Range: 'bytes=0-1' },
];

describe('9110 9.3.2 HEAD of every resource and every error', () => {
  it.each(FIELDS)('R57: %j: the status and the fields of GET, and no content', async (headers) => {
    const { client } = bench;
    for (const path of await paths()) {
      const [get, head] = [await client.get(path, headers), await client.head(path, headers)];
      // 9110 9.3.2: fields whose value is known only from making the content may be left out.
      const generated = head.headers['content-length'] === undefined;
      const kept = fieldsOf(get).filter(
        (field) => !generated || !/^(?:content-length|transfer-encoding):/.test(field),
      );
      const told = fieldsOf(head).filter((field) => !field.startsWith('transfer-encoding:'));
      expect([path, head.status, ...told]).toEqual([path, get.status, ...kept]);
      expect([path, head.bytes.length]).toEqual([path, 0]);
      // A problem is always short, and its length known.
      expect([path, generated && head.status >= 400]).toEqual([path, false]);
    }
  });
});
