// Starts the built server on a fresh database and does the main job once, from outside.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const folder = mkdtempSync(join(tmpdir(), 'etagere-smoke-'));
const server = spawn(process.execPath, ['dist/main.js'], {
  env: { ...process.env, PORT: '0', DATABASE_URL: `file:${folder}/etagere.db` },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  const { event, url } = JSON.parse(line);
  assert.equal(event, 'listening');
  const json = { 'Content-Type': 'application/json' };
  const collection = `${url}/v1/collections/smoke`;
  const document = `${collection}/documents/one`;
  const put = (target, body, headers) =>
    fetch(target, { method: 'PUT', body, headers: { ...json, ...headers } });

  assert.equal((await put(collection, '{}', { 'If-None-Match': '*' })).status, 201);
  const created = await put(document, '{"n":1}', { 'If-None-Match': '*' });
  assert.equal(created.status, 201);
  const etag = created.headers.get('ETag');
  assert.equal((await fetch(document, { headers: { 'If-None-Match': etag } })).status, 304);
  assert.equal((await put(document, '{"n":2}', { 'If-Match': etag })).status, 204);
  assert.equal((await put(document, '{"n":3}', { 'If-Match': etag })).status, 412);
  assert.equal(await (await fetch(document)).text(), '{"n":2}');

  server.kill('SIGTERM');
  const [code] = await once(server, 'exit');
  assert.equal(code, 0);
  process.stdout.write('the built server works\n');
} finally {
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
