import { RANK, type TypedValue, typedValue } from '../../json/index.js';
import { type Condition, fieldName, type ListQuery, type SortKey } from '../../store/index.js';
import { headColumns } from '../rows.js';
import type { SortPlace } from './order.js';

/** Statements whose rows (an id and a head each) hold every document that can match, and what they leave to judge. */
export interface Source {
  /** Run one after the other; a document may come in more than one of them. */
  readonly statements: readonly {
    readonly sql: string;
    readonly values: Readonly<Record<string, string | number>>;
  }[];
  /** What the statements have not made sure of. */
  readonly conditions: readonly Condition[];
  /** Whether the rows come in the order asked for, from the position on. */
  readonly ordered: boolean;
  /** Fields that must be looked up in each document, because they have no index. */
  readonly unindexed: readonly string[];
}

const ROW = `d."id" AS "id", ${headColumns('d')}`;
const INDEXED = `
  SELECT ${ROW} FROM "FieldIndex" AS f JOIN "Document" AS d ON d.collection = f.collection AND d.id = f.id
  WHERE f.collection = @collection AND f.field = @field AND d.deleted = FALSE`;

/**
 * The best source for `query`, given the names of the fields whose index is ready, and how many characters of a string
 * an index holds.
 */
export function chooseSource(
  query: Omit<ListQuery, 'after'>,
  ready: ReadonlySet<string>,
  after: SortPlace | undefined,
  textLimit: number,
): Source {
  const { conditions, sort } = query;
  const unindexed = [...conditions, ...sort]
    .filter(({ field }) => field.kind === 'member' && !ready.has(fieldName(field)))
    .map(({ field }) => fieldName(field));
  const driver = chooseDriver(
    conditions.filter((condition) => isShort(condition, textLimit)),
    ready,
  );
  if (driver !== undefined) {
    const ordered = sort.length === 0 && driver.statements.length === 1 && driver.byId;
    const rest = conditions.filter((condition) => condition !== driver.condition);
    return { statements: driver.statements, conditions: rest, ordered, unindexed };
  }
  const [key] = sort;
  if (key !== undefined && sort.length === 1 && ready.has(fieldName(key.field))) {
    return { statements: [inOrderOf(key, after)], conditions, ordered: true, unindexed };
  }
  const from = sort.length === 0 ? after?.id : undefined;
  const sql = `SELECT ${ROW} FROM "Document" AS d
    WHERE d.collection = @collection AND d.deleted = FALSE AND d.id > @from ORDER BY d.id`;
  return {
    statements: [{ sql, values: { from: from ?? '' } }],
    conditions,
    ordered: sort.length === 0,
    unindexed,
  };
}

/** Whether an index tells the values apart from all others: of a string as long as the limit it may hold a part. */
function isShort({ values }: Condition, textLimit: number): boolean {
  return values.every((value) => typeof value !== 'string' || value.length < textLimit);
}

interface Driver {
  readonly condition: Condition;
  readonly statements: Source['statements'];
  /** Whether each statement's rows come in order of id. */
  readonly byId: boolean;
}

/** The condition whose index leaves the fewest documents, as far as its operator tells. */
function chooseDriver(conditions: readonly Condition[], ready: ReadonlySet<string>): Driver | undefined {
  const usable = conditions.filter(({ field }) => field.kind === 'member' && ready.has(fieldName(field)));
  const equal =
    usable.find(({ operator }) => operator === 'eq') ?? usable.find(({ operator }) => operator === 'in');
  if (equal !== undefined) {
    return {
      condition: equal,
      statements: equal.values.map((value) => equalTo(equal, typedValue(value))),
      byId: true,
    };
  }
  for (const condition of usable) {
    const range = rangeOf(condition);
    if (range !== undefined) return { condition, statements: [range], byId: false };
  }
  return undefined;
}

function equalTo({ field }: Condition, { rank, number, text }: TypedValue): Source['statements'][number] {
  return {
    sql: `${INDEXED} AND f.rank = @rank AND f.number = @number AND f.text = @text ORDER BY f.id`,
    values: { field: fieldName(field), rank, number, text },
  };
}

const BOUNDS: Readonly<Record<string, string>> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };

function rangeOf({ field, operator, values }: Condition): Source['statements'][number] | undefined {
  const { rank, number, text } = typedValue(values[0]);
  const common = `${INDEXED} AND f.whole = TRUE AND f.rank = @rank`;
  const named = { field: fieldName(field), rank };
  if (operator === 'prefix') {
    const end = successor(text);
    return {
      sql: `${common} AND f.text >= @text${end === undefined ? '' : ' AND f.text < @end'}`,
      values: { ...named, text, ...(end !== undefined && { end }) },
    };
  }
  if (operator === 'exists') {
    return {
      sql: `${INDEXED} AND f.whole = TRUE AND f.rank ${values[0] === true ? '>' : '='} 0`,
      values: { field: named.field },
    };
  }
  const bound = BOUNDS[operator];
  if (bound === undefined) return undefined;
  if (rank === RANK.number)
    return { sql: `${common} AND f.number ${bound} @number`, values: { ...named, number } };
  if (rank === RANK.string) return { sql: `${common} AND f.text ${bound} @text`, values: { ...named, text } };
  return undefined;
}

/** All documents in the order of one indexed field, roughly from `after` on: never later. */
function inOrderOf(
  { field, descending }: SortKey,
  after: SortPlace | undefined,
): Source['statements'][number] {
  const [key] = after?.keys ?? [];
  const direction = descending ? 'DESC' : 'ASC';
  const from =
    key === undefined
      ? ''
      : ` AND (f.rank, f.number, f.text) ${descending ? '<=' : '>='} (@rank, @number, @text)`;
  return {
    sql: `${INDEXED} AND f.whole = TRUE${from}
      ORDER BY f.rank ${direction}, f.number ${direction}, f.text ${direction}, f.id`,
    values: {
      field: fieldName(field),
      ...(key !== undefined && { rank: key.rank, number: key.number, text: key.text }),
    },
  };
}

/** The least string that is greater than every string that begins with `prefix`; undefined when there is none. */
function successor(prefix: string): string | undefined {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const next = (last.codePointAt(0) ?? 0) + 1;
    // Surrogates are no code points of text.
    if (next <= 0x10ffff) return points.join('') + String.fromCodePoint(next === 0xd800 ? 0xe000 : next);
  }
  return undefined;
}
