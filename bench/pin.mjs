import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

/** Whether processes can be kept to one core; without it everything is noisier. */
export const canPin = spawnSync('taskset', ['--version']).status === 0;

/** Has this process, the load, go on on the last core and no other: the systems that are measured have the first. */
export function onLastCore() {
  if (!canPin || process.env.ETAGERE_BENCH_PINNED !== undefined) return;
  const core = String(Math.max(1, cpus().length - 1));
  const { status } = spawnSync('taskset', ['-c', core, process.execPath, ...process.argv.slice(1)], {
    env: { ...process.env, ETAGERE_BENCH_PINNED: core },
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
