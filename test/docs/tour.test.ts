import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServiceProcess, startProcess } from '../support/process.js';
import { nameWhatVaries, partsOf } from './answers.js';
import { runInBash, stepsOf } from './console.js';
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
  const steps = sections.flatMap((title) => stepsOf(sectionOf(page, title)));
  const printed = nameWhatVaries(steps.map((step) => step.printed));
  let folder: string;
  let service: ServiceProcess;
  let answers: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'etagere-tour-'));
    service = await startProcess({ DATABASE_URL: `file:${folder}/etagere.db` });
    const { host } = new URL(service.url);
    answers = nameWhatVaries(await runInBash(steps.map(({ command }) => command.replaceAll(ADDRESS, host))));
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
