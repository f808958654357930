/** A value of a statement. */
export type Value =
  string | number | boolean | null | Uint8Array | readonly (string | number | boolean | null)[];

/** The values of a statement by the names that stand in it behind an `@`. */
export type Values = Readonly<Record<string, Value>>;

interface Prepared {
  readonly name: string;
  readonly text: string;
  readonly parameters: readonly string[];
}

const prepared = new Map<string, Prepared>();

/**
 * `sql` with `@names` as the driver takes it. Its name is that of the text: each connection prepares it once.
 */
export function statementOf(
  sql: string,
  values: Values,
): { readonly name: string; readonly text: string; readonly values: Value[] } {
  const { name, text, parameters } = prepare(sql);
  return { name, text, values: parameters.map((parameter) => valueOf(values, parameter, sql)) };
}

/** The text of `sql` alone with its values: for statements that are not prepared. */
export function unnamed(sql: string, values: Values): { readonly text: string; readonly values: Value[] } {
  const { text, values: list } = statementOf(sql, values);
  return { text, values: list };
}

function prepare(sql: string): Prepared {
  let entry = prepared.get(sql);
  if (entry === undefined) {
    const parameters: string[] = [];
    const text = sql.replace(/@(\w+)/g, (_, parameter: string) => {
      const known = parameters.indexOf(parameter);
      return `$${known < 0 ? parameters.push(parameter) : known + 1}`;
    });
    entry = { name: `etagere-${prepared.size + 1}`, text, parameters };
    prepared.set(sql, entry);
  }
  return entry;
}

function valueOf(values: Values, parameter: string, sql: string): Value {
  const value = values[parameter];
  if (value === undefined) throw new Error(`@${parameter} has no value in: ${sql}`);
  return value;
}
