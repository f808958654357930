import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of this test file alone; it is removed when all its tests have run. Call it at the top of a file. */
export function temporaryFolder(): { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'etagere-storage-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return { path };
}
