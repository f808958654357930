import type { Content, Fields, Outcome, Validators } from './outcome.js';
import type { WriteRequest } from './write-request.js';

/** What a write has made, whether or not its author wants to see it. */
export interface Written {
  readonly created: boolean;
  /** The resource's URI, path-absolute. */
  readonly location: string;
  readonly validators: Validators;
  readonly content: Content;
  /** What the answer holds when the request does not say. */
  readonly byDefault: 'minimal' | 'representation';
  /**
   * Whether what is stored differs from the bytes that were sent. Then an answer without content must not carry
   * validators: the client would take them for those of what it sent (9110 9.3.4).
   */
  readonly transformed?: boolean;
  /** Fields that go with the content, if it is shown. */
  readonly contentFields?: Fields;
}

/** The outcome of a write as its author prefers it (7240 4.2). */
export function written(
  { preferences }: Pick<WriteRequest, 'preferences'>,
  { created, location, byDefault, transformed, contentFields, ...rest }: Written,
): Outcome {
  const { return: preferred } = preferences;
  const fields = preferred === undefined ? {} : { 'Preference-Applied': `return=${preferred}` };
  if ((preferred ?? byDefault) === 'representation') {
    const kind = created ? 'created' : 'changed';
    return { kind, location, fields: { ...contentFields, ...fields }, ...rest };
  }
  const validators = transformed === true ? undefined : rest.validators;
  return created ? { kind: 'created', location, validators, fields } : { kind: 'stored', validators, fields };
}
