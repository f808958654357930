// Defects of a store in a file. Each of them is one that a store of the field has, or that was made here once.
import type { Edit, Mutant } from './mutant.js';

const COMMIT = 'storage/sqlite/document-commit.ts';
const DOCUMENTS = 'storage/sqlite/documents.ts';
const WRITER = 'storage/sqlite/writer.ts';
const OPEN = 'storage/sqlite/open.ts';

/** The UPDATE does not ask any more whether the revision is the one that was judged. */
const withoutGuard: Edit = {
  file: COMMIT,
  find: 'AND Document.revision = @expected AND Document.deleted',
  replace: 'AND Document.deleted',
};

/** A group goes on in the transaction of the one before, should that be open still. */
const goOn: Edit = {
  file: WRITER,
  find: "connection.statement('BEGIN IMMEDIATE').run();",
  replace: "if (!connection.database.inTransaction) connection.statement('BEGIN IMMEDIATE').run();",
};

/** Reads and writes go over one connection. */
const oneConnection: readonly Edit[] = [
  { file: OPEN, find: "const reader = open('read');", replace: "const reader = open('write');" },
  {
    file: OPEN,
    find: 'new GroupingWriter(',
    replace:
      'new (class extends GroupingWriter { constructor(_, settings) { super(() => reader, settings); } })(',
  },
];

/** COMMIT, a little later. */
const commitLater = (then = '') => `setTimeout(() => {
  if (connection.database.open && connection.database.inTransaction) connection.statement('COMMIT').run();
  ${then}
}, 20);`;

const TELL = 'group.forEach((member, index) => member.resolve(results[index]));';

export const SQLITE_MUTANTS: readonly Mutant[] = [
  { name: 'guard dropped from the SQL', database: 'sqlite', edits: [withoutGuard] },
  {
    name: 'check, then write, in two steps',
    database: 'sqlite',
    edits: [
      withoutGuard,
      {
        file: DOCUMENTS,
        find: 'const committing = this.writer.enqueue((connection, now) =>',
        replace: `const checked = this.#inspect(change.key);
    if (checked.kind === 'open' && (checked.head?.revision ?? null) !== change.expected.revision)
      return { kind: 'superseded' };
    const committing = this.writer.enqueue((connection, now) =>`,
      },
    ],
  },
  {
    name: 'tag cached for a second',
    database: 'sqlite',
    edits: [
      {
        file: DOCUMENTS,
        find: 'async head(key: DocumentKey): Promise<HeadSnapshot> {',
        replace: `async head(key: DocumentKey): Promise<HeadSnapshot> {
    const cache = (this.cache ??= new Map());
    const kept = cache.get(key.id);
    if (kept !== undefined && performance.now() - kept.at < 1000) return kept.snapshot;
    const snapshot = await this.freshHead(key);
    cache.set(key.id, { snapshot, at: performance.now() });
    return snapshot;
  }

  async freshHead(key: DocumentKey): Promise<HeadSnapshot> {`,
      },
    ],
  },
  {
    name: 'acknowledged before commit',
    database: 'sqlite',
    edits: [goOn, { file: WRITER, find: "connection.statement('COMMIT').run();", replace: commitLater() }],
  },
  {
    name: 'acknowledged before commit, read as if committed',
    database: 'sqlite',
    edits: [
      goOn,
      { file: WRITER, find: "connection.statement('COMMIT').run();", replace: commitLater() },
      ...oneConnection,
    ],
  },
  {
    name: 'reads on the connection of an open transaction',
    database: 'sqlite',
    edits: [
      goOn,
      { file: WRITER, find: "connection.statement('COMMIT').run();", replace: '' },
      { file: WRITER, find: TELL, replace: commitLater(TELL) },
      ...oneConnection,
    ],
  },
  {
    name: 'revision and tag reused after delete',
    database: 'sqlite',
    edits: [
      {
        file: COMMIT,
        find: 'revision = Document.revision + 1,',
        replace: 'revision = CASE WHEN Document.deleted = 1 THEN 1 ELSE Document.revision + 1 END,',
      },
      { file: COMMIT, find: 'INSERT INTO Revision', replace: 'INSERT OR REPLACE INTO Revision' },
      {
        file: 'representation/validators.ts',
        find: '`${revision}.${updatedAt.toString(36)}${variantSuffix(variant)}`',
        replace: '`${revision}.0${variantSuffix(variant)}`',
      },
    ],
  },
  {
    name: 'batch without a transaction',
    database: 'sqlite',
    edits: [
      {
        file: DOCUMENTS,
        find: 'const heads = await this.writer.enqueue(',
        replace: `const made = [];
    for (const change of changes) {
      const one = await this.commit(change);
      if (one.kind !== 'committed') return one;
      made.push(one.head);
      // As long as a statement over a network takes.
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    if (made.length > 0) return { kind: 'committed', heads: made };
    const heads = await this.writer.enqueue(`,
      },
    ],
  },
  {
    name: '304 from a second read',
    database: 'sqlite',
    edits: [
      {
        file: 'documents/read-documents.ts',
        find: 'const early = judge(peek, incoming);',
        replace: `const verdict = judge(peek, incoming);
      await new Promise((resolve) => setTimeout(resolve, 1));
      const again = select(key, await this.store.head(key), incoming);
      const early =
        verdict !== undefined && 'validators' in verdict && again.kind === 'selected'
          ? { ...verdict, validators: validatorsOf(again.head, again.variant) }
          : verdict;`,
      },
    ],
  },
  {
    name: 'tag from one read, body from another',
    database: 'sqlite',
    edits: [
      {
        file: 'documents/read-documents.ts',
        find: 'const snapshot = await this.store.read(key);',
        replace: `const first = await this.store.head(key);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const second = await this.store.read(key);
    const snapshot =
      first.kind === 'live' && second.kind === 'live'
        ? { ...second, head: { ...first.head, size: second.head.size } }
        : second;`,
      },
    ],
  },
  {
    name: 'commits without fsync',
    database: 'sqlite',
    edits: [
      {
        file: 'storage/sqlite/connection.ts',
        find: "{ name: 'synchronous', set: 'FULL', read: 2 }",
        replace: "{ name: 'synchronous', set: 'OFF', read: 0 }",
      },
    ],
    test: 'test/crash/durability',
  },
];
