// Issue 7: compose.yaml, and that it, the service and nginx's configuration agree.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { describeSettings, readConfig } from '../../src/config/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}/${path}`, 'utf8');

interface Service {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[] | Readonly<Record<string, { aliases?: readonly string[] } | null>>;
  readonly deploy?: { readonly replicas: number };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: unknown;
  readonly stop_grace_period?: string;
}

const compose = parse(read('compose.yaml'), { merge: true }) as {
  services: Readonly<Record<'etagere' | 'postgres' | 'replica' | 'nginx', Service>>;
  networks: Readonly<Record<string, { internal?: boolean } | null>>;
  volumes: object;
};
const { etagere, postgres, replica, nginx } = compose.services;
const conf = read('examples/nginx/etagere.conf');
const seconds = (directive: string): number =>
  Number(new RegExp(`^ +${directive} (\\d+)s;$`, 'm').exec(conf)?.[1]);

describe('compose.yaml', () => {
  it('publishes on loopback only, and the database to nobody but the replicas', () => {
    const ports = Object.values<Service>(compose.services).flatMap((service) => service.ports ?? []);
    expect(ports).toEqual(['127.0.0.1:3000:3000', '127.0.0.1:8080:80']);
    const inDatabase = Object.entries<Service>(compose.services)
      .filter(([, { networks = [] }]) =>
        (Array.isArray(networks) ? networks : Object.keys(networks)).includes('database'),
      )
      .map(([name]) => name);
    expect(inDatabase).toEqual(['postgres', 'replica']);
    expect(compose.networks['database']).toEqual({ internal: true });
  });

  it('starts one process on SQLite by default; PostgreSQL, three replicas and nginx in a profile', () => {
    expect(etagere.profiles).toBeUndefined();
    for (const service of [postgres, replica, nginx]) expect(service.profiles).toEqual(['postgres']);
    expect(replica.deploy).toEqual({ replicas: 3 });
    expect(replica.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(nginx.depends_on).toEqual({ replica: { condition: 'service_healthy' } });
    expect(postgres.healthcheck).toBeDefined();
  });

  it('gives the service an environment that it accepts, with its data in a volume that there is', () => {
    const config = readConfig(etagere.environment ?? {});
    expect(config).toMatchObject({ host: '0.0.0.0', database: { file: '/data/etagere.db' } });
    expect(etagere.volumes).toEqual(['data:/data']);
    expect(Object.keys(compose.volumes)).toEqual(['data', 'postgres']);
    const known = describeSettings();
    for (const { environment = {} } of [etagere, replica]) {
      expect(Object.keys(environment).filter((name) => !known.includes(` ${name} `))).toEqual([]);
    }
    expect(replica.environment?.['DATABASE_URL']).toMatch(/^postgresql:\/\/[^/]*@postgres:5432\/etagere$/);
    for (const { stop_grace_period: grace = '' } of [etagere, replica]) {
      expect(Number.parseInt(grace, 10)).toBeGreaterThan(config.shutdownGrace);
    }
  });

  it('names no registry, so that the one of the machine is used', () => {
    expect(Object.values<Service>(compose.services).filter(({ image }) => image.includes('/'))).toEqual([]);
  });

  it('nginx finds the replicas under the name in the configuration that it mounts', () => {
    const [mounted = ''] = nginx.volumes ?? [];
    expect(mounted.split(':')[0]).toBe('./examples/nginx/etagere.conf');
    expect(existsSync(`${ROOT}/examples/nginx/etagere.conf`)).toBe(true);
    const { replicas } = replica.networks as Readonly<Record<string, { aliases?: readonly string[] }>>;
    expect(replicas?.aliases).toEqual(['etagere']);
    expect(nginx.networks).toEqual(['replicas']);
    expect(conf).toContain(`server etagere:${readConfig({}).port};`);
    expect(nginx.ports?.[0]?.endsWith(':80')).toBe(true);
    expect(conf).toContain('listen 80;');
  });
});

describe("nginx's configuration", () => {
  const config = readConfig({});

  it('has bounds that fit those of the service: nothing that the service takes is refused or cut off', () => {
    const [, mebibytes] = /client_max_body_size (\d+)m;/.exec(conf) ?? [];
    expect(Number(mebibytes) * 1024 ** 2).toBe(
      Math.max(config.attachmentLimit, config.bodyLimit, config.batchLimit),
    );
    const [, count, kibibytes] = /large_client_header_buffers (\d+) (\d+)k;/.exec(conf) ?? [];
    expect(Number(count)).toBeGreaterThan(1);
    expect(Number(kibibytes) * 1024).toBe(config.headerLimit);
    // 55 s is the longest wait that the service grants; a silent stream has a comment every 15 s.
    expect(seconds('proxy_read_timeout')).toBeGreaterThan(55 + 10);
    expect(seconds('proxy_send_timeout')).toBeGreaterThan(config.idleTimeout);
  });

  it('lets kept connections go before the service does', () => {
    expect(seconds('keepalive_timeout')).toBeLessThan(config.keepAliveTimeout);
  });
});
