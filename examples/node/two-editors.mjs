// Two editors change one document at the same time. The one who comes second hears of it (412), reads again, makes
// the change again and sends it again: in the end both changes are there, and nobody waited for a lock.
//
//   node examples/node/two-editors.mjs [BASE_URL]
import assert from 'node:assert/strict';

const base = process.argv[2] ?? 'http://127.0.0.1:3000';
const collection = `${base}/v1/collections/examples`;
const document = `${collection}/documents/two-editors`;

function put(url, value, precondition) {
  return fetch(url, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', ...precondition },
    body: JSON.stringify(value),
  });
}

async function read() {
  const response = await fetch(document);
  assert.equal(response.status, 200);
  return { value: await response.json(), etag: response.headers.get('ETag') };
}

/** Sets one field of what was `seen` and saves the whole document, merging when somebody else was faster. */
async function edit(editor, seen, field, text) {
  const say = (line) => process.stdout.write(`${editor}: ${line}\n`);
  const before = seen.value[field];
  let refused = 0;
  for (let latest = seen; ; latest = await read()) {
    // The merge. Only a change of this very field would need a person to decide.
    assert.equal(latest.value[field], before, `somebody else has changed "${field}" too`);
    const { status } = await put(document, { ...latest.value, [field]: text }, { 'If-Match': latest.etag });
    say(`PUT "${field}" with If-Match: ${latest.etag}: ${status}`);
    if (status === 204) return refused;
    assert.equal(status, 412);
    refused++;
    say('somebody was faster; reading again');
  }
}

// 201, or 412 when it is there from an earlier run.
const made = [
  await put(collection, {}, { 'If-None-Match': '*' }),
  await put(document, { title: 'Dune', summary: 'Sand.' }, { 'If-None-Match': '*' }),
];
for (const { status, url } of made) assert([201, 412].includes(status), `PUT ${url}: ${status}`);

const now = new Date().toISOString();
const title = `Dune (retitled ${now})`;
const summary = `Sand, and spice (revised ${now})`;

const seen = await read();
process.stdout.write(`Ann and Ben both read ${seen.etag}\n`);
const refused = await Promise.all([edit('Ann', seen, 'title', title), edit('Ben', seen, 'summary', summary)]);
assert.equal(refused[0] + refused[1], 1, 'exactly one of them comes second');

const { value, etag } = await read();
assert.equal(value.title, title);
assert.equal(value.summary, summary);
process.stdout.write(`both edits are in ${etag}: ${JSON.stringify(value)}\n`);
