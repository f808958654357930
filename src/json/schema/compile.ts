import type { JsonObject } from '../json-value.js';
import { parseJson } from '../parse.js';
import { Draft, DraftAbandoned } from './draft.js';
import { Evaluation, type SchemaFault } from './evaluation.js';
import { refuseLoops, resolveReferences } from './references.js';
import type { Subschema } from './subschema.js';

/** Characters of a schema's JSON text. */
const MOST_CHARACTERS = 131_072;

/** Steps that every document may take to check, and steps for each of its characters. */
const STEPS = 1_000_000;
const STEPS_PER_CHARACTER = 3;

/** A JSON Schema 2020-12, ready to judge documents. */
export class DocumentSchema {
  constructor(private readonly root: Subschema) {}

  /**
   * What an accepted document breaks, at most 20 places; nothing when it is valid. The time is bounded by the length of
   * the text, whatever the schema: a document whose check takes too many steps counts as breaking it.
   */
  check(text: string): readonly SchemaFault[] {
    return Evaluation.of(this.root, parseJson(text), STEPS + STEPS_PER_CHARACTER * text.length);
  }
}

/**
 * Compiles a JSON Schema 2020-12; or says what is wrong with it. No code is generated, nothing is fetched, and a
 * schema that could not be checked in bounded time is refused.
 */
export function compileSchema(
  schema: JsonObject,
):
  | { readonly kind: 'schema'; readonly schema: DocumentSchema }
  | { readonly kind: 'invalid'; readonly errors: readonly SchemaFault[] } {
  const draft = new Draft();
  try {
    if (JSON.stringify(schema).length > MOST_CHARACTERS) {
      return invalid([{ pointer: '', message: `must have at most ${MOST_CHARACTERS} characters of JSON` }]);
    }
    const root = draft.subschema(schema, [], undefined);
    resolveReferences(draft);
    if (draft.faults.length === 0) refuseLoops(draft);
    if (draft.faults.length === 0) return { kind: 'schema', schema: new DocumentSchema(root) };
  } catch (error) {
    if (!(error instanceof DraftAbandoned)) throw error;
  }
  return invalid(draft.faults);
}

function invalid(errors: readonly SchemaFault[]) {
  return { kind: 'invalid' as const, errors };
}
