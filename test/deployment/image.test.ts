// Issue 7: the image. Docker is not needed: what a build would do with the files is read from them.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readConfig } from '../../src/config/index.js';
import { startService } from '../support/service.js';
import { copiedFrom, type Instruction, readInstructions, stagesOf } from './dockerfile.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}/${path}`, 'utf8');

describe('Dockerfile', () => {
  const instructions = readInstructions(read('Dockerfile'));
  const [build = [], runtime = []] = stagesOf(instructions);
  const the = (name: string): Instruction[] => runtime.filter((instruction) => instruction.name === name);

  it('copies files that exist, and that .dockerignore lets through', () => {
    const ignore = read('.dockerignore').split('\n');
    const copied = [build, runtime].flatMap(copiedFrom);
    expect(copied).toContain('package-lock.json');
    expect(copied.filter((path) => !existsSync(`${ROOT}/${path}`))).toEqual([]);
    expect(copied.filter((path) => !ignore.includes(`!${path}`))).toEqual([]);
    const spare = ignore.filter((line) => line.startsWith('!') && !copied.includes(line.slice(1)));
    expect(spare).toEqual([]);
    expect(ignore).toContain('*');
  });

  it('builds in one stage and runs in another, from the same base, without what only building needs', () => {
    expect(stagesOf(instructions)).toHaveLength(2);
    expect(build[0]?.text).toBe(`${runtime[0]?.text} AS build`);
    const runs = build.filter(({ name }) => name === 'RUN').map(({ text }) => text);
    expect(runs.slice(1)).toEqual(['npm ci', 'npm run build', 'npm prune --omit=dev']);
    expect(the('RUN').some(({ text }) => /apt-get|npm/.test(text))).toBe(false);
    expect(the('COPY').map(({ text }) => text)).toEqual(
      expect.arrayContaining([
        '--from=build /app/node_modules node_modules',
        '--from=build /app/dist dist',
        'prisma prisma',
      ]),
    );
  });

  it('names no registry, so that the one of the machine is used', () => {
    const images = instructions.filter(({ name }) => name === 'FROM').map(({ words }) => words[0]);
    expect(images.filter((image) => image?.includes('/'))).toEqual([]);
  });

  it('runs as a user of its own, with its data in a volume, and is stopped as the service expects', () => {
    expect(the('USER').map(({ text }) => text)).toEqual(['node']);
    expect(the('VOLUME').map(({ text }) => text)).toEqual(['/data']);
    expect(the('STOPSIGNAL').map(({ text }) => text)).toEqual(['SIGTERM']);
    // Not by way of a shell, which would not pass the signal on.
    expect(the('CMD').map(({ text }) => JSON.parse(text) as unknown)).toEqual([['node', 'dist/main.js']]);
  });

  it('leaves it to whoever runs it to say that everyone may do everything', () => {
    const environment = Object.fromEntries(
      the('ENV').flatMap(({ words }) => words.map((word) => word.split('=') as [string, string])),
    );
    expect(() => readConfig(environment)).toThrow(/ALLOW_ANONYMOUS=true/);
    const config = readConfig({ ...environment, ALLOW_ANONYMOUS: 'true' });
    expect(config).toMatchObject({ host: '0.0.0.0', database: { kind: 'sqlite', file: '/data/etagere.db' } });
    expect(the('EXPOSE').map(({ text }) => text)).toEqual([String(config.port)]);
  });
});

function check(environment: Readonly<Record<string, string>>): Promise<unknown> {
  return promisify(execFile)(process.execPath, [`${ROOT}/docker/healthcheck.mjs`], { env: environment });
}

describe('docker/healthcheck.mjs', () => {
  it.each([
    ['without a path', ''],
    ['below BASE_PATH', '/store'],
  ])('a service that answers, %s: exit code 0', async (_, basePath) => {
    const service = await startService({ BASE_PATH: basePath });
    const { port } = new URL(service.url);
    await expect(check({ PORT: port, BASE_PATH: basePath })).resolves.toMatchObject({ stderr: '' });
    await service.stop();
    await expect(check({ PORT: port, BASE_PATH: basePath })).rejects.toMatchObject({ code: 1 });
  });
});
