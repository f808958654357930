// Two editors change one text at the same time, each in a Yjs document of their own, and save it as an attachment. The one
// who comes second hears of it (412), merges and sends the sum: both edits are in the text, and no server speaks Yjs.
//
//   node examples/node/yjs-snapshots.mjs [BASE_URL]
import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { SnapshotStore } from './yjs/snapshot-store.mjs';

const base = process.argv[2] ?? 'http://127.0.0.1:3000';
const collection = `${base}/v1/collections/examples`;
const document = `${collection}/documents/yjs-snapshots`;
const attachment = `${document}/attachments/text.yjs`;

const say = (line) => process.stdout.write(`${line}\n`);

async function make(url, value) {
  const { status } = await fetch(url, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', 'If-None-Match': '*' },
    body: JSON.stringify(value),
  });
  // 412 when it is there from an earlier run.
  assert([201, 412].includes(status), `PUT ${url}: ${status}`);
}

/** An editor with a copy of the text, who says what becomes of each PUT. */
class Editor {
  refused = 0;
  #name;
  #text;
  #store;

  constructor(name) {
    const doc = new Y.Doc();
    this.#name = name;
    this.#text = doc.getText('text');
    this.#store = new SnapshotStore(attachment, doc, { fetch: (url, request) => this.#send(url, request) });
  }

  get text() {
    return this.#text.toJSON();
  }

  get etag() {
    return this.#store.etag;
  }

  load() {
    return this.#store.load();
  }

  /** Puts `words` at `place`. */
  insert(place, words) {
    this.#text.insert(place, words);
  }

  clear() {
    this.#text.delete(0, this.#text.length);
  }

  save() {
    return this.#store.save();
  }

  async #send(url, request) {
    const response = await fetch(url, request);
    if (request.method !== 'PUT') return response;
    const { 'If-Match': tag } = request.headers;
    say(`${this.#name}: PUT with ${tag ? `If-Match: ${tag}` : 'If-None-Match: *'}: ${response.status}`);
    if (response.status === 412) {
      this.refused += 1;
      say(`${this.#name}: somebody was faster; merging`);
    }
    return response;
  }
}

await make(collection, {});
await make(document, { title: 'A text with a Yjs snapshot' });

const ann = new Editor('Ann');
const ben = new Editor('Ben');
await ann.load();
ann.clear();
ann.insert(0, 'The spice flows.');
await ann.save();
await ben.load();
assert.equal(ben.text, ann.text);
assert.equal(ben.etag, ann.etag);
say(`Ann and Ben both have ${ann.etag}: ${ann.text}`);

ann.insert('The '.length, 'old ');
ben.insert(ben.text.length, ' So does the sand.');
const refused = ann.refused + ben.refused;
await Promise.all([ann.save(), ben.save()]);
assert.equal(ann.refused + ben.refused - refused, 1, 'exactly one of them comes second');

await Promise.all([ann.load(), ben.load()]);
for (const editor of [ann, ben]) assert.equal(editor.text, 'The old spice flows. So does the sand.');
assert.equal(ben.etag, ann.etag);
say(`both edits are in ${ann.etag}: ${ann.text}`);
