import 'reflect-metadata';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimsOf, DESCRIPTION_MODULES } from './claims.mjs';
import { makeJudge } from './judge.mjs';

/** Faults that are told; the others are of the same kind most of the time. */
const TOLD = 20;

/** Judges what all tests saw of the service by its OpenAPI documents, when the last of them is done. */
export default class EvidenceReporter {
  #folder = mkdtempSync(join(tmpdir(), 'etagere-evidence-'));
  #error;

  constructor() {
    // Inherited by the workers, which are started after this.
    process.env.ETAGERE_EVIDENCE = this.#folder;
  }

  async onRunComplete() {
    try {
      const faults = await judgeFolder(this.#folder);
      if (faults.length === 0) return;
      const told = faults.slice(0, TOLD).join('\n');
      this.#error = new Error(
        `the OpenAPI documents do not tell what ${faults.length} exchanges were:\n${told}`,
      );
      process.stderr.write(`\n${this.#error.message}\n`);
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  getLastError() {
    return this.#error;
  }
}

/** What the documents have against the exchanges in a folder. */
async function judgeFolder(folder) {
  const files = readdirSync(folder);
  if (files.length === 0) return [];
  const judges = (await readClaims()).map((claim) => ({
    version: claim.document.openapi,
    judge: makeJudge(claim),
  }));
  return files
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((seen) => !isMade(seen))
    .flatMap((seen) =>
      judges.flatMap(({ version, judge }) =>
        judge(seen).map(
          (fault) => `${version} ${seen.method} ${seen.target} ${seen.status}: ${fault} (${seen.test})`,
        ),
      ),
    );
}

async function readClaims() {
  const modules = DESCRIPTION_MODULES.map(
    (module) => import(new URL(`../../dist/${module}`, import.meta.url).href),
  );
  return claimsOf(Object.assign({}, ...(await Promise.all(modules))));
}

/** A test has reads fail in ways in which only a commit can: the documents speak of what can happen. */
function isMade({ method, body = '' }) {
  return method === 'GET' && /\/problems\/(?:store-full|outcome-unknown)"/.test(body);
}
