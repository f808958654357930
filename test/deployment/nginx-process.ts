import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SHIPPED = fileURLToPath(new URL('../../examples/nginx/etagere.conf', import.meta.url));
// Debian has it where only root looks.
const command = [process.env['NGINX'] ?? 'nginx', '/usr/sbin/nginx'].find(
  (name) => spawnSync(name, ['-v']).status === 0,
);
const installed = command !== undefined;
const needed = process.env['REQUIRE_NGINX'] === '1';

/** Why the tests with nginx are left out; empty when they are not. */
export const withoutNginx =
  installed || needed ? '' : 'skipped: there is no nginx here; name one in NGINX, or install it';

/** nginx as a process of its own, with the configuration that is shipped. */
export interface Nginx {
  readonly url: string;
  /** What it complained about, from `warn` on. */
  readonly complaints: readonly string[];
  stop(): Promise<void>;
}

/** What a test has different from the shipped configuration: texts that stand in it once, and what replaces them. */
export type Edits = Readonly<Record<string, string>>;

/** Starts nginx in front of the services at `upstreams`, which share one database. */
export async function startNginx(upstreams: readonly string[], edits: Edits = {}): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'etagere-nginx-'));
  const port = await freePort();
  const servers = upstreams.map((url) => `server ${new URL(url).host};`).join(' ');
  const site = edit(await readFile(SHIPPED, 'utf8'), {
    'server etagere:3000;': servers,
    'listen 80;': `listen 127.0.0.1:${port};`,
    ...edits,
  });
  await writeFile(join(folder, 'site.conf'), site);
  await writeFile(join(folder, 'nginx.conf'), around(folder));
  const child = spawn(command ?? 'nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const complaints: string[] = [];
  await ready(child, complaints);
  return {
    url: `http://127.0.0.1:${port}`,
    complaints,
    async stop() {
      child.kill('SIGTERM');
      await closed;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Each text of `edits` replaced. Throws when the shipped configuration does not have it exactly once. */
function edit(site: string, edits: Edits): string {
  return Object.entries(edits).reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`the configuration does not have "${from}" once`);
    return text.replace(from, () => to);
  }, site);
}

/**
 * What a package of nginx has around a site, with every path in `folder`; some compress, so this one does, all it can. One
 * process: no user to switch to.
 */
function around(folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  return `daemon off; master_process off; pid ${folder}/pid; error_log stderr notice; events {}
http {
  access_log off; ${temporary}
  gzip on; gzip_types application/json; gzip_proxied any; gzip_min_length 0;
  include site.conf;
}`;
}

/** Resolves when nginx listens; rejects with what it said when it ends instead. */
function ready(child: ChildProcess, complaints: string[]): Promise<void> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`nginx ended: ${said.join('\n')}`)));
    if (child.stderr === null) throw new Error('nginx has no standard error');
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (/\[(?:warn|error|crit|alert|emerg)\]/.test(line)) complaints.push(line);
      // It says its version once its sockets are open.
      if (line.includes('[notice]') && line.includes(': nginx/')) resolve();
    });
  });
}

/** A port that was free a moment ago: nginx cannot pick one itself and tell. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
