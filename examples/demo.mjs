// `npm run demo`: the countries of the world in a service that runs until you stop it (Ctrl-C).
//
// Imports the 250 records of the npm package world-countries into the collection `countries`, each under its
// three-letter code, then serves them. What was imported before is left as it is, so your edits survive.
// DATABASE_URL, HOST, PORT and the other settings of the service are taken from the environment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const COUNTRIES = createRequire(import.meta.url).resolve('world-countries/countries.json');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs the program with `args` to its end, passing signals on; resolves with its exit code. */
async function run(args, onLine = async () => {}) {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, DATABASE_URL: process.env.DATABASE_URL ?? 'file:./data/demo.db' },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C reaches it from here and only once. A second signal would not let it finish.
    detached: true,
  });
  let signalled = false;
  const passOn = (signal) => {
    if (!signalled) child.kill(signal);
    signalled = true;
  };
  for (const signal of SIGNALS) process.on(signal, passOn);
  createInterface({ input: child.stdout }).on('line', (line) => {
    print(line);
    // What goes wrong with the hints must not end the demo: the service would be left without its keeper.
    onLine(line).catch(({ message }) => print(`no hints: ${message}`));
  });
  const [code] = await once(child, 'close');
  for (const signal of SIGNALS) process.off(signal, passOn);
  // A process that a signal ended has no exit code.
  return code ?? 1;
}

/** Says what to try, as soon as the service listens. */
async function showWhatToTry(line) {
  const { event, url } = JSON.parse(line);
  if (event !== 'listening') return;
  const list = `${url}/v1/collections/countries/documents`;
  // The commands below ask for no compression, and each coding has a tag of its own.
  const plain = { 'Accept-Encoding': 'identity' };
  const { headers } = await fetch(`${list}/CHE`, { method: 'HEAD', headers: plain });
  const etag = headers.get('ETag') ?? '"…"';
  print(`
The countries are at ${list}. In another terminal:

  # One country. Its ETag names the revision.
  curl -i ${list}/CHE

  # Only if it has changed since: 304, and no content.
  curl -i -H 'If-None-Match: ${etag}' ${list}/CHE

  # A change, only if nobody else was faster: 200 and a new ETag. Send it twice: 412, and nothing is lost.
  curl -i -X PATCH -H 'If-Match: ${etag}' -H 'Content-Type: application/merge-patch+json' \\
    -d '{"capital":["Bern"],"motto":"Unus pro omnibus, omnes pro uno"}' ${list}/CHE

  # Without a precondition: 428, which says what to send instead.
  curl -i -X DELETE ${list}/CHE

Ctrl-C stops it.
`);
}

function print(text) {
  process.stdout.write(`${text}\n`);
}

process.exitCode =
  (await run(['import', '--collection', 'countries', '--id', 'cca3', COUNTRIES])) ||
  (await run([], showWhatToTry));
