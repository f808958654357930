// The floor: what Node and SQLite allow. Bare node:http, prepared statements, an entity-tag made of the revision, one
// compare-and-swap and one fsync per write. It is honest (what it acknowledges is on the disk, what it answers with 304 is
// current) and it does nothing else: no names checked, no JSON looked at, no negotiation, no history, no problems.
import { createServer } from 'node:http';
import Database from 'better-sqlite3';

const [file = 'floor.db'] = process.argv.slice(2);
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(`CREATE TABLE IF NOT EXISTS doc (id TEXT PRIMARY KEY, revision INTEGER, sequence INTEGER, data TEXT) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS doc_sequence ON doc (sequence);
  CREATE TABLE IF NOT EXISTS list (id INTEGER PRIMARY KEY, sequence INTEGER, count INTEGER);
  INSERT OR IGNORE INTO list VALUES (1, 0, 0)`);
const head = database.prepare('SELECT revision FROM doc WHERE id = ?').pluck();
const read = database.prepare('SELECT revision, data FROM doc WHERE id = ?');
const page = database.prepare('SELECT id, revision, data FROM doc ORDER BY id LIMIT ?');
const list = database.prepare('SELECT sequence, count FROM list');
const next = database.prepare('UPDATE list SET sequence = sequence + 1, count = count + ?');
const insert = database.prepare(
  'INSERT INTO doc SELECT ?, 1, sequence, ? FROM list WHERE true ON CONFLICT DO NOTHING',
);
const update = database.prepare(
  'UPDATE doc SET revision = revision + 1, sequence = (SELECT sequence FROM list), data = ? WHERE id = ? AND revision = ?',
);
const store = database.transaction((id, expected, data) => {
  next.run(expected === undefined ? 1 : 0);
  const { changes } = expected === undefined ? insert.run(id, data) : update.run(data, id, expected);
  if (changes === 0) throw new Error('superseded');
});

const DOCUMENTS = '/v1/collections/bench/documents';

function get(request, response) {
  const { url, headers } = request;
  const seen = headers['if-none-match'];
  if (url.startsWith(`${DOCUMENTS}?`)) {
    const { sequence, count } = list.get();
    const etag = `"${sequence}.${count}"`;
    if (seen === etag) return response.writeHead(304, { ETag: etag }).end();
    const items = page
      .all(50)
      .map(({ id, revision, data }) => `{"id":"${id}","etag":"\\"${revision}\\"","data":${data}}`);
    const text = `{"items":[${items.join(',')}],"total":${count}}`;
    const length = Buffer.byteLength(text);
    return response
      .writeHead(200, { ETag: etag, 'Content-Type': 'application/json', 'Content-Length': length })
      .end(text);
  }
  const id = url.slice(DOCUMENTS.length + 1);
  if (seen !== undefined && seen === `"${String(head.get(id))}"`)
    return response.writeHead(304, { ETag: seen }).end();
  const row = read.get(id);
  if (row === undefined) return response.writeHead(404).end();
  const length = Buffer.byteLength(row.data);
  const fields = { ETag: `"${row.revision}"`, 'Content-Type': 'application/json', 'Content-Length': length };
  return response.writeHead(200, fields).end(row.data);
}

function put(request, response) {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const id = request.url.slice(DOCUMENTS.length + 1);
    const match = request.headers['if-match'];
    const expected = match === undefined ? undefined : Number(match.slice(1, -1));
    try {
      store(id, expected, Buffer.concat(pieces).toString());
    } catch (error) {
      if (error.message !== 'superseded') throw error;
      return response.writeHead(412, { ETag: `"${String(head.get(id))}"` }).end();
    }
    return response.writeHead(expected === undefined ? 201 : 204, { ETag: `"${(expected ?? 0) + 1}"` }).end();
  });
}

createServer((request, response) => (request.method === 'PUT' ? put : get)(request, response)).listen(
  0,
  '127.0.0.1',
  function listening() {
    process.stdout.write(
      `${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${this.address().port}` })}\n`,
    );
  },
);
