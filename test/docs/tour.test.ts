import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServiceProcess, startProcess } from '../support/process.js';
import { nameWhatVaries, partsOf } from './answers.js';
import { runInBash, type Step, stepsOf } from './console.js';
import { readPage, sectionOf } from './markdown.js';

const ADDRESS = /(?:localhost|127\.0\.0\.1):3000/g;

describe("README's tour, pasted word by word into a terminal", () => {
  const page = readPage('README.md');
  // The later sections go on where the first one ends.
  const sections = [
    'Five minutes with curl',
    'Watch',
    'Merge instead of giving up',
    'Batch',
    'Retry safely',
    'Attachments',
  ];
  const open = sections.flatMap((title) => stepsOf(sectionOf(page, title)));
  // Of the same store, served anew with access control.
  const guarded = stepsOf(sectionOf(page, 'Access control'));
  const steps = [...open, ...guarded];
  const printed = nameWhatVaries(steps.map((step) => step.printed));
  let folder: string;
  let service: ServiceProcess;
  let answers: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'etagere-tour-'));
    const store = { DATABASE_URL: `file:${folder}/etagere.db` };
    const run = async (parts: readonly Step[]) => {
      const { host } = new URL(service.url);
      return runInBash(
        parts.map(({ command }) => command.replaceAll(ADDRESS, host)),
        store,
      );
    };
    service = await startProcess(store);
    const first = await run(open);
    await service.end('SIGTERM');
    service = await startProcess({ ...store, AUTH: 'token' });
    // The terminal still has the names.
    const names = open.filter(({ command }) => /^[A-Z]+=http|^[A-Z]+=\$BOOKS|^JSON=/.test(command));
    const second = await run([...names, ...guarded]);
    answers = nameWhatVaries([...first, ...second.slice(names.length)]);
  });

  afterAll(async () => {
    await service.end('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the statuses it is there to show: 201, 200, 304, 412, 428, 204, 410', () => {
    const statuses = printed.flatMap((text) => /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? []);
    expect(statuses).toEqual(expect.arrayContaining(['201', '200', '304', '412', '428', '204', '410']));
  });

  it.each(steps.map(({ command }, index) => [command, index] as const))(
    '%s: prints what the page prints below it',
    (_, index) => {
      expect(partsOf(answers[index] ?? '')).toEqual(partsOf(printed[index] ?? ''));
    },
  );

  it('names what varies only as far as it must: an outdated tag is not taken for the current one', () => {
    const [first, second] = nameWhatVaries(['"1.mf3k2a1x" at 2025-08-31T20:32:09.285Z', '"1.mf3k2a1y"']);
    expect(first).not.toContain(second);
  });
});
