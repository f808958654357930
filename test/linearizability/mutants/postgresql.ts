// Defects of a store that several processes share.
import type { Mutant } from './mutant.js';

const COMMIT = 'storage/postgresql/document-commit.ts';
/** A number that rises, taken before anybody knows in which order the commits will come. */
const CLOCK = '(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint';

export const POSTGRESQL_MUTANTS: readonly Mutant[] = [
  {
    name: 'guard dropped from the SQL',
    database: 'postgresql',
    edits: [
      {
        file: COMMIT,
        find: 'AND d.revision = @expected AND d.deleted = @wasDeleted',
        replace: 'AND @expected::bigint > 0 AND d.deleted = @wasDeleted',
      },
    ],
  },
  {
    name: 'acknowledged before commit',
    database: 'postgresql',
    edits: [
      {
        file: 'storage/postgresql/transactions.ts',
        find: 'if (decision.commit) await commit(session);',
        replace: `if (decision.commit) {
    setTimeout(() => commit(session).then(() => session.release(), () => {}), 20);
    return decision.result;
  }`,
      },
    ],
  },
  {
    name: 'sequence of the feed taken without a lock',
    database: 'postgresql',
    edits: [
      { file: 'storage/postgresql/group.ts', find: 'c.name = @name FOR UPDATE', replace: 'c.name = @name' },
      {
        file: COMMIT,
        find: 'SELECT g.name, @id, 1, g.sequence + 1,',
        replace: `SELECT g.name, @id, 1, ${CLOCK},`,
      },
      { file: COMMIT, find: 'sequence = g.sequence + 1,', replace: `sequence = ${CLOCK},` },
      {
        file: COMMIT,
        find: 'SET sequence = h.sequence',
        replace: 'SET sequence = GREATEST(c.sequence, h.sequence)',
      },
    ],
  },
];
