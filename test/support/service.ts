import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { built } from './built.js';

/** A service of this process: the real server on a free port, over a real database in a folder of its own. */
export interface TestService {
  readonly url: string;
  readonly folder: string;
  /** What was logged as a failure: empty unless the service has a defect. */
  readonly failures: readonly string[];
  /** Stops the service and removes its folder. */
  stop(): Promise<void>;
}

/** A port of its own, and the names that tests on bare connections ask for. */
const PRIVATE = { PORT: '0', ALLOWED_HOSTS: 'x, evil.example' };

/** Starts a service. `environment` is added to one that makes everything private to this test. */
export async function startService(environment: Readonly<Record<string, string>> = {}): Promise<TestService> {
  const folder = await mkdtemp(join(tmpdir(), 'etagere-'));
  const failures: string[] = [];
  const { readConfig, Log, serve } = await built();
  const log = new Log('error', (line) => failures.push(line));
  const config = readConfig({ ...PRIVATE, DATABASE_URL: `file:${folder}/etagere.db`, ...environment });
  const service = await serve(config, log);
  return {
    url: service.url,
    folder,
    failures,
    async stop() {
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
