// What most people run: Express, JSON in and out, and Express's own entity-tags, which are hashes of the body, over the
// same SQLite data. If-Match is compared with the tag of what is stored, in the transaction of the write.
import Database from 'better-sqlite3';
import etagOf from 'etag';
import express from 'express';

const [file = 'express.db'] = process.argv.slice(2);
const database = new Database(file);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('CREATE TABLE IF NOT EXISTS doc (id TEXT PRIMARY KEY, data TEXT) WITHOUT ROWID');
const read = database.prepare('SELECT data FROM doc WHERE id = ?').pluck();
const page = database.prepare('SELECT id, data FROM doc ORDER BY id LIMIT ?');
const count = database.prepare('SELECT count(*) FROM doc').pluck();
const write = database.prepare(
  'INSERT INTO doc VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data',
);
const replace = database.transaction((id, match, data) => {
  const current = read.get(id);
  // Express makes weak tags; the comparison has to overlook that.
  const tag = current === undefined ? undefined : etagOf(JSON.stringify(JSON.parse(current)), { weak: true });
  if (match !== undefined && match !== tag) return 412;
  write.run(id, JSON.stringify(data));
  return current === undefined ? 201 : 204;
});

const app = express();
app.use(express.json({ limit: '1mb' }));
app.get('/v1/collections/bench/documents', (request, response) => {
  const items = page.all(Number(request.query.limit)).map(({ id, data }) => ({ id, data: JSON.parse(data) }));
  response.json({ items, total: count.get() });
});
app.get('/v1/collections/bench/documents/:id', (request, response) => {
  const data = read.get(request.params.id);
  if (data === undefined) response.status(404).end();
  else response.json(JSON.parse(data));
});
app.put('/v1/collections/bench/documents/:id', (request, response) => {
  const status = replace(request.params.id, request.get('If-Match'), request.body);
  response
    .set('ETag', etagOf(JSON.stringify(request.body), { weak: true }))
    .status(status)
    .end();
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${server.address().port}` })}\n`,
  );
});
