import { type JsonValue, memberAt, parseJson, type TypedValue, typedValue } from '../../json/index.js';
import type { DocumentHead, DocumentId, Field } from '../../store/index.js';

/** A document that may belong to a list: its head, and its body when somebody asks for it. */
export class Candidate {
  #value: JsonValue | undefined;

  constructor(
    readonly id: DocumentId,
    readonly head: Pick<DocumentHead, 'revision' | 'createdAt' | 'updatedAt'>,
    private readonly text: () => string,
  ) {}

  /** What the document holds at `field`; undefined for a missing member. */
  at(field: Field): JsonValue | undefined {
    if (field.kind === 'meta') return field.name === 'id' ? this.id : this.head[field.name];
    return memberAt((this.#value ??= parseJson(this.text())), field.path);
  }

  /** The same with its type, as it is compared. */
  typedAt(field: Field): TypedValue {
    return typedValue(this.at(field));
  }
}
