import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../src/storage/index.js';
import { describeHistoryContract } from './history-contract.js';

const folder = mkdtempSync(join(tmpdir(), 'etagere-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeHistoryContract('SQLite', (now) =>
  openSqlite({ file: join(folder, 'history.db'), mode: 'serve', now }),
);
