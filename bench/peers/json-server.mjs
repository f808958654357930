// json-server as its package has it, with its database in a file. It knows no If-Match, and writes the file without
// fsync: it stands here for reads only.
import jsonServer from 'json-server';

const [file = 'db.json'] = process.argv.slice(2);
const app = jsonServer.create();
app.use(jsonServer.defaults({ logger: false }));
app.use(jsonServer.router(file));
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${server.address().port}` })}\n`,
  );
});
