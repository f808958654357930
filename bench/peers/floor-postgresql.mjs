// The floor on PostgreSQL: bare node:http and pg, prepared statements, an entity-tag made of the revision, one statement
// and one round trip for a read or a write. It is honest (the lock of the list's row gives sequence the order of commits,
// what it acknowledges is on the disk) and it does nothing else: no names checked, no JSON looked at, no history, no problems.
import { createServer } from 'node:http';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });
await pool.query(`CREATE TABLE IF NOT EXISTS doc (id TEXT COLLATE "C" PRIMARY KEY, revision BIGINT, sequence BIGINT, data TEXT);
  CREATE INDEX IF NOT EXISTS doc_sequence ON doc (sequence);
  CREATE TABLE IF NOT EXISTS list (id INTEGER PRIMARY KEY, sequence BIGINT, count BIGINT);
  INSERT INTO list VALUES (1, 0, 0) ON CONFLICT DO NOTHING`);

/** A statement that each connection prepares once. */
function prepared(name, text) {
  return async (...values) => (await pool.query({ name, text, values })).rows;
}
const head = prepared('head', 'SELECT revision FROM doc WHERE id = $1');
const read = prepared('read', 'SELECT revision, data FROM doc WHERE id = $1');
const list = prepared('list', 'SELECT sequence, count FROM list');
// Tag and items of a list come from one state of the database.
const page = prepared(
  'page',
  `SELECT sequence, count, d.* FROM list
   LEFT JOIN (SELECT id, revision, data FROM doc ORDER BY id LIMIT $1) AS d ON true`,
);
const insert = prepared(
  'insert',
  `WITH turn AS (UPDATE list SET sequence = sequence + 1, count = count + 1 RETURNING sequence)
   INSERT INTO doc SELECT $1, 1, sequence, $2 FROM turn RETURNING revision`,
);
// A document that is not at the expected revision makes no change anywhere.
const update = prepared(
  'update',
  `WITH judged AS (SELECT 1 FROM doc WHERE id = $1 AND revision = $2 FOR UPDATE),
     turn AS (UPDATE list SET sequence = sequence + 1 WHERE EXISTS (SELECT 1 FROM judged) RETURNING sequence)
   UPDATE doc SET revision = revision + 1, sequence = turn.sequence, data = $3 FROM turn
   WHERE doc.id = $1 AND doc.revision = $2 RETURNING doc.revision`,
);

const DOCUMENTS = '/v1/collections/bench/documents';

async function get(request, response) {
  const { url, headers } = request;
  const seen = headers['if-none-match'];
  if (url.startsWith(`${DOCUMENTS}?`)) return getList(seen, response);
  const id = url.slice(DOCUMENTS.length + 1);
  if (seen !== undefined && seen === `"${(await head(id))[0]?.revision}"`)
    return response.writeHead(304, { ETag: seen }).end();
  const [row] = await read(id);
  if (row === undefined) return response.writeHead(404).end();
  return send(response, `"${row.revision}"`, row.data);
}

async function getList(seen, response) {
  if (seen !== undefined) {
    const [{ sequence, count }] = await list();
    if (seen === `"${sequence}.${count}"`) return response.writeHead(304, { ETag: seen }).end();
  }
  const rows = await page(50);
  const [{ sequence, count }] = rows;
  const texts = rows.map(
    ({ id, revision, data }) => `{"id":"${id}","etag":"\\"${revision}\\"","data":${data}}`,
  );
  return send(response, `"${sequence}.${count}"`, `{"items":[${texts.join(',')}],"total":${count}}`);
}

function send(response, etag, text) {
  const length = Buffer.byteLength(text);
  return response
    .writeHead(200, { ETag: etag, 'Content-Type': 'application/json', 'Content-Length': length })
    .end(text);
}

async function put(request, response) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const id = request.url.slice(DOCUMENTS.length + 1);
  const match = request.headers['if-match'];
  const data = Buffer.concat(pieces).toString();
  const [row] = match === undefined ? await insert(id, data) : await update(id, match.slice(1, -1), data);
  if (row === undefined) return response.writeHead(412, { ETag: `"${(await head(id))[0]?.revision}"` }).end();
  return response.writeHead(match === undefined ? 201 : 204, { ETag: `"${row.revision}"` }).end();
}

createServer((request, response) => {
  (request.method === 'PUT' ? put : get)(request, response).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    response.writeHead(500).end();
  });
}).listen(0, '127.0.0.1', function listening() {
  process.stdout.write(
    `${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${this.address().port}` })}\n`,
  );
});
