// Keeps a local copy of a collection in a file, with or without a network, and takes edits as lines of text.
//
//   node examples/node/offline-copy.mjs BASE_URL COLLECTION FILE
//
//   list              the documents as you see them, and what is not sent yet
//   put ID JSON       creates or changes a document
//   delete ID         deletes it
//   offline, online   as if the cable were pulled, and back
//   conflicts         what could not be joined
//   quit              or Ctrl-C, or kill -9: run it again, and it goes on
import { createInterface } from 'node:readline';
import { OfflineCopy } from './sync/offline-copy.mjs';

const [base, name, file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node offline-copy.mjs BASE_URL COLLECTION FILE\n');
  process.exit(2);
}
const say = (line) => process.stdout.write(`${line}\n`);
const collection = new URL(`v1/collections/${name}`, base.endsWith('/') ? base : `${base}/`).href;

const shown = new Map();
const show = (id) => {
  const text = JSON.stringify(copy.documents.get(id)) ?? 'deleted';
  if (shown.get(id) !== text) say(`${id}: ${text}`);
  shown.set(id, text);
};
const copy = new OfflineCopy({ collection, file, onChange: show });

let line;
function goOnline() {
  line = new AbortController();
  copy.follow(line.signal).catch((error) => {
    say(`stopped: ${error.message}`);
    process.exitCode = 1;
  });
}

const commands = {
  list() {
    for (const [id, data] of copy.documents) say(`${id}: ${JSON.stringify(data)}`);
    say(`${copy.documents.size} documents, not sent yet: ${copy.pending.join(', ') || 'none'}`);
  },
  put(id, ...json) {
    copy.put(id, JSON.parse(json.join(' ')));
    show(id);
  },
  delete(id) {
    copy.remove(id);
    show(id);
  },
  offline: () => line.abort(),
  online: () => line.signal.aborted && goOnline(),
  conflicts: () => copy.conflicts.forEach((conflict) => say(JSON.stringify(conflict))),
  quit: () => process.exit(),
};

goOnline();
for await (const typed of createInterface({ input: process.stdin })) {
  const [command, ...words] = typed.trim().split(/\s+/);
  try {
    if (!Object.hasOwn(commands, command)) throw new Error(`known are ${Object.keys(commands).join(', ')}`);
    commands[command](...words);
  } catch (error) {
    say(error.message);
  }
}
line.abort();
