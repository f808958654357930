import { jsonEquals } from '../json/index.js';
import { refuse, type Refusal } from '../http/index.js';
import type {
  CollectionName,
  CollectionStore,
  DocumentId,
  Examined,
  LivePage,
  Sequence,
} from '../store/index.js';
import type { NewSchema } from './collection-content.js';

/** Documents that a refusal lists, and faults of each. */
const MOST_LISTED = 10;
const MOST_FAULTS = 3;

/** Milliseconds of checking after which others get a turn. */
const SLICE = 8;

type Found = ReturnType<NewSchema['compiled']['check']>;

/**
 * The check of a collection's documents against a schema that it is to have. Where the change is superseded the check
 * goes on from where it was, so that it looks again only at what was written meanwhile.
 */
export class Examination {
  #source: NewSchema['source'] | undefined;
  #through = 0 as Sequence;
  #examined = 0;
  readonly #broken = new Map<DocumentId, Found>();

  constructor(
    private readonly store: CollectionStore,
    private readonly name: CollectionName,
  ) {}

  /** What the commit of the settings needs to know; or 409 with some of the documents that break the schema. */
  async of(schema: NewSchema): Promise<{ readonly kind: 'examined'; readonly examined: Examined } | Refusal> {
    this.#begin(schema);
    const { compiled } = schema;
    let page: LivePage;
    do {
      page = await this.store.liveAfter(this.name, this.#through);
      await this.#judge(page, compiled);
    } while (page.more && this.#broken.size < MOST_LISTED);
    if (this.#broken.size > 0) return this.#refuse();
    const admits = (text: string) => compiled.check(text).length === 0;
    return { kind: 'examined', examined: { through: this.#through, admits } };
  }

  /** A patch on other settings can lead to another schema: then all begins anew. */
  #begin({ source }: NewSchema): void {
    if (this.#source !== undefined && jsonEquals(this.#source, source)) return;
    this.#source = source;
    this.#through = 0 as Sequence;
    this.#examined = 0;
    this.#broken.clear();
  }

  async #judge({ documents }: LivePage, schema: NewSchema['compiled']): Promise<void> {
    let started = performance.now();
    for (const { id, sequence, text } of documents) {
      const faults = schema.check(text);
      this.#examined++;
      this.#through = sequence;
      // One that was changed while others were looked at comes again: the newer text counts.
      if (faults.length > 0) this.#broken.set(id, faults);
      else this.#broken.delete(id);
      if (this.#broken.size >= MOST_LISTED) return;
      if (performance.now() - started < SLICE) continue;
      await new Promise((resolve) => setImmediate(resolve));
      started = performance.now();
    }
  }

  #refuse(): Refusal {
    const documents = [...this.#broken].map(([id, faults]) => ({ id, errors: faults.slice(0, MOST_FAULTS) }));
    return refuse(
      'schema-conflict',
      `Of the ${this.#examined} documents of ${JSON.stringify(this.name)} that were looked at, ${documents.length} ` +
        'break the schema. Nothing was changed. Change or delete them first, or send a schema that admits them.',
      { documents, examined: this.#examined },
    );
  }
}
