// A conditional GET and a guarded PUT with nothing but Node's fetch.
//
//   node examples/node/conditional-get.mjs [BASE_URL]
import assert from 'node:assert/strict';

const base = process.argv[2] ?? 'http://127.0.0.1:3000';
const collection = `${base}/v1/collections/examples`;
const document = `${collection}/documents/conditional-get-node`;

/** PUTs `value`; `precondition` says when it may be done. */
function put(url, value, precondition) {
  return fetch(url, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', ...precondition },
    body: JSON.stringify(value),
  });
}

/** Prints what was done and what came of it; ends the program when the status is not one of those expected. */
function show(what, response, ...expected) {
  process.stdout.write(`${what}: ${response.status} ${response.headers.get('ETag') ?? ''}`.trimEnd() + '\n');
  assert(expected.includes(response.status), `expected ${expected.join(' or ')}`);
}

// Made only if it is not there: 412 means that it is, from an earlier run.
show('PUT the collection', await put(collection, {}, { 'If-None-Match': '*' }), 201, 412);
show(
  'PUT the document',
  await put(document, { title: 'Dune', edits: 0 }, { 'If-None-Match': '*' }),
  201,
  412,
);

const first = await fetch(document);
show('GET', first, 200);
const etag = first.headers.get('ETag');
const value = await first.json();

// Node's fetch adds "Cache-Control: no-cache" when If-None-Match is set. That asks caches on the way to pass the
// question on; it does not ask the origin for the whole answer, so this must still be a 304.
const second = await fetch(document, { headers: { 'If-None-Match': etag } });
show('GET with If-None-Match', second, 304);
assert.equal(second.headers.get('ETag'), etag);
assert.equal(await second.text(), '');

// The lost update. Somebody else changes the document ...
const theirs = { ...value, edits: value.edits + 1 };
show('PUT by somebody else', await put(document, theirs, { 'If-Match': etag }), 204);

// ... so our change, made to what we had read, must not go through.
const ours = { ...value, title: `${value.title}!` };
show('PUT with the old ETag', await put(document, ours, { 'If-Match': etag }), 412);

// Read again, make the change again, send it with the tag of what it was made to.
const third = await fetch(document);
show('GET again', third, 200);
const current = await third.json();
assert.deepEqual(current, theirs);
const again = await put(
  document,
  { ...current, title: `${current.title}!` },
  { 'If-Match': third.headers.get('ETag') },
);
show('PUT with the new ETag', again, 204);
