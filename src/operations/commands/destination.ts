import type { DocumentId } from '../../store/index.js';

/** What became of a document; `fault` says why it was refused, and the next ones may go on. */
export type Stored = 'created' | 'replaced' | 'skipped' | { readonly fault: string };

/** Where documents are imported to: one collection. */
export interface Destination {
  /** Resolves when it is durable, skipped or refused. Throws when nothing can be stored there at all. */
  store(id: DocumentId, text: string): Promise<Stored>;
}
