import type { Buffer } from 'node:buffer';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { runCommand } from '../../src/operations/commands/run-command.js';
import { openSqlite } from '../../src/storage/index.js';
import {
  type CollectionName,
  type DocumentId,
  type Position,
  parseCollectionName,
  parseDocumentId,
} from '../../src/store/index.js';

/** What a command did: its exit code and what it said on standard error, line by line. */
export interface Ran {
  readonly code: number;
  readonly said: readonly string[];
}

/** A document as the store holds it. */
export interface Stored {
  readonly revision: number;
  readonly text: string;
}

/** A collection in a database of this test file; commands run on it inside this process, which is quick. */
export class Bench {
  readonly database: string;

  constructor(
    private readonly folder: string,
    database: string,
    readonly collection: string,
  ) {
    this.database = join(folder, database);
  }

  /** What a process needs in its environment to use this database. */
  get environment(): Record<string, string> {
    return { DATABASE_URL: `file:${this.database}` };
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes a file; resolves with its path. */
  async file(name: string, content: string | Buffer): Promise<string> {
    await writeFile(this.path(name), content);
    return this.path(name);
  }

  /** Imports a file of this content into the collection. */
  async import(content: string | Buffer, ...options: string[]): Promise<Ran> {
    const file = await this.file('input', content);
    return this.run('import', ['--collection', this.collection, ...options, file]);
  }

  /** Exports the collection; resolves with what was written. */
  async export(): Promise<string> {
    const file = this.path('output');
    const { code, said } = await this.run('export', ['--collection', this.collection, file]);
    if (code !== 0) throw new Error(said.join('\n'));
    return readFile(file, 'utf8');
  }

  /** Runs a command in this process. What the command throws, this throws. */
  async run(command: string, rest: readonly string[], more: Record<string, string> = {}): Promise<Ran> {
    let text = '';
    const spy = jest.spyOn(process.stderr, 'write').mockImplementation((piece) => {
      text += String(piece);
      return true;
    });
    try {
      const code = await runCommand(command, rest, { ...this.environment, ...more });
      return { code, said: text.split('\n').slice(0, -1) };
    } finally {
      spy.mockRestore();
    }
  }

  /** The live documents by id, in order of id. */
  async documents(): Promise<Record<string, Stored>> {
    const storage = await openSqlite({ file: this.database, mode: 'read' });
    try {
      const collection = parseCollectionName(this.collection) as CollectionName;
      const documents: Record<string, Stored> = {};
      let after: Position | undefined;
      for (;;) {
        const page = await storage.documents.list(collection, {
          conditions: [],
          sort: [],
          after,
          limit: 1000,
        });
        if (page.kind !== 'page') throw new Error(`the collection is not there: ${page.kind}`);
        for (const { id, revision } of page.items) {
          const text = await storage.documents.text({ collection, id }, revision);
          documents[id] = { revision, text: text ?? '' };
        }
        if (!page.more) return documents;
        after = page.items.at(-1);
      }
    } finally {
      await storage.close();
    }
  }

  /** Resolves when `enough` holds of the number of documents, which another process is importing. */
  async until(enough: (count: number) => boolean): Promise<void> {
    // Only a database that was opened for writing can be read.
    while (!existsSync(`${this.database}-wal`)) await setTimeout(10);
    const storage = await openSqlite({ file: this.database, mode: 'read' });
    try {
      for (;;) {
        const state = await storage.documents.listState(this.collection as CollectionName);
        if (state.kind === 'state' && enough(state.count)) return;
        await setTimeout(10);
      }
    } finally {
      await storage.close();
    }
  }

  /** Makes the collection, with these settings. */
  async makeCollection(settings: string): Promise<void> {
    const storage = await openSqlite({ file: this.database, mode: 'serve' });
    try {
      const name = parseCollectionName(this.collection) as CollectionName;
      await storage.collections.commit({ name, settings, author: null, expected: null, recursive: false });
    } finally {
      await storage.close();
    }
  }

  /** Deletes a document. */
  async remove(name: string): Promise<void> {
    const storage = await openSqlite({ file: this.database, mode: 'serve' });
    try {
      const key = {
        collection: parseCollectionName(this.collection) as CollectionName,
        id: parseDocumentId(name) as DocumentId,
      };
      const snapshot = await storage.documents.inspect(key);
      if (snapshot.kind !== 'open' || snapshot.head === undefined) throw new Error(`${name} is not there`);
      const expected = { revision: snapshot.head.revision, settings: snapshot.collection.revision };
      await storage.documents.commit({ key, operation: 'delete', text: null, author: null, expected });
    } finally {
      await storage.close();
    }
  }

  /** The live documents' texts by id. */
  async texts(): Promise<Record<string, string>> {
    const documents = Object.entries(await this.documents());
    return Object.fromEntries(documents.map(([id, { text }]) => [id, text]));
  }
}

/**
 * Benches of one test file, each with a collection of its own, in one database unless another is named; they are
 * removed when all tests have run. Call it at the top of a file.
 */
export function benches(): (database?: string) => Bench {
  const folder = mkdtempSync(join(tmpdir(), 'etagere-commands-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  return (database = 'etagere') => new Bench(folder, `${database}.db`, `things-${++count}`);
}
