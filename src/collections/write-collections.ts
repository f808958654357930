import { Inject, Injectable } from '@nestjs/common';
import {
  Attempts,
  type Incoming,
  judgeWrite,
  once,
  type Outcome,
  PATCH_TYPES,
  patchFormat,
  Paths,
  type Plan,
  readJson,
  refuse,
  refuseContent,
  refuseEnvelope,
  refusePatch,
  type Refusal,
  refuseWriteFields,
  ServiceOptions,
  validatorsOf,
  writeTarget,
  written,
} from '../http/index.js';
import { acceptDocument, acceptValue, patchText } from '../json/index.js';
import {
  COLLECTION_STORE,
  type CollectionChange,
  type CollectionHead,
  type CollectionName,
  type CollectionStore,
} from '../store/index.js';
import { hasSchema, readSettings, requireLive, settingsContent } from './collection-content.js';
import { Examination } from './examination.js';
import { readRecursive } from './read-recursive.js';
import { refuseAccept } from './read-collections.js';

/** What goes with settings that are to be stored: what its schema was judged against, and who sent them. */
interface By {
  readonly examination: Examination;
  readonly author: string | null;
}

/** PUT, PATCH and DELETE of a collection. Its settings always need a precondition. */
@Injectable()
export class WriteCollections {
  constructor(
    @Inject(Attempts) private readonly attempts: Attempts,
    @Inject(COLLECTION_STORE) private readonly store: CollectionStore,
    @Inject(Paths) private readonly paths: Paths,
    @Inject(ServiceOptions) private readonly options: ServiceOptions,
  ) {}

  /** Creates the collection, or replaces its settings. */
  put(name: CollectionName, incoming: Incoming): Promise<Outcome> {
    const content = once(() => readJson(incoming, this.options, acceptDocument));
    const examination = new Examination(this.store, name);
    return this.attempts.run(incoming, async () => {
      const head = await this.store.read(name);
      const refusal =
        refuseEnvelope(incoming, this.options, ['application/json'], 'Accept') ?? this.#judge(head, incoming);
      if (refusal !== undefined) return refusal;
      const accepted = await content();
      if (accepted.kind === 'refused') return accepted;
      const { text } = accepted;
      const { author } = incoming;
      const created = head === undefined || head.deleted;
      const done = (stored: CollectionHead) => this.#written(stored, incoming, created);
      return !created && head.settings === text
        ? this.#keep(head, done)
        : this.#store(name, head, text, { examination, author }, done);
    });
  }

  /** Applies a patch to the settings. */
  patch(name: CollectionName, incoming: Incoming): Promise<Outcome> {
    const content = once(() => readJson(incoming, this.options, acceptValue));
    const examination = new Examination(this.store, name);
    return this.attempts.run(incoming, async () => {
      const live = requireLive(name, await this.store.read(name));
      const envelope =
        refuseAccept(incoming) ?? refuseEnvelope(incoming, this.options, PATCH_TYPES, 'Accept-Patch');
      if (envelope !== undefined) return envelope;
      if (live.kind === 'refused') return live;
      const refusal = this.#judge(live.head, incoming);
      if (refusal !== undefined) return refusal;
      const patch = await content();
      return patch.kind === 'refused'
        ? patch
        : this.#planPatch(name, live.head, patch.text, incoming, examination);
    });
  }

  /** Deletes the collection; with `?recursive=true` its documents too, else it must be empty. */
  remove(name: CollectionName, incoming: Incoming): Promise<Outcome> {
    return this.attempts.run(incoming, async () => {
      const live = requireLive(name, await this.store.read(name));
      const recursive = readRecursive(incoming);
      if (recursive.kind === 'refused') return recursive;
      const malformed = refuseWriteFields(incoming);
      if (malformed !== undefined) return malformed;
      if (live.kind === 'refused') return live;
      const { head } = live;
      const refusal = this.#judge(head, incoming);
      if (refusal !== undefined) return refusal;
      if (head.documents > 0 && !recursive.value) {
        return refuse(
          'collection-not-empty',
          `${JSON.stringify(name)} holds documents: ${head.documents}. Send "?recursive=true" to delete them with it.`,
          { documents: head.documents },
        );
      }
      const change = { settings: null, recursive: recursive.value, author: incoming.author };
      return this.#commit(name, head, change, () => ({ kind: 'removed' }));
    });
  }

  #judge(head: CollectionHead | undefined, incoming: Incoming): Refusal | undefined {
    return judgeWrite(incoming.method, incoming.preconditions, writeTarget(head), {
      required: true,
      weakIfMatch: this.options.weakIfMatch,
    });
  }

  async #planPatch(
    name: CollectionName,
    head: CollectionHead,
    patch: string,
    incoming: Incoming,
    examination: Examination,
  ): Promise<Plan<CollectionHead>> {
    const { bodyLimit, maxDepth } = this.options;
    const result = patchText(head.settings, patch, { maxBytes: bodyLimit, maxDepth }, patchFormat(incoming));
    if (result.kind === 'refused') return refuseContent(result.fault);
    if (result.kind !== 'unchanged' && result.kind !== 'patched') return refusePatch(result);
    const done = (stored: CollectionHead) => this.#written(stored, incoming, false);
    return result.kind === 'unchanged'
      ? this.#keep(head, done)
      : this.#store(name, head, result.text, { examination, author: incoming.author }, done);
  }

  #written(head: CollectionHead, incoming: Incoming, created: boolean): Outcome {
    const isPut = incoming.method === 'PUT';
    return written(incoming, {
      created,
      location: this.paths.collection(head.name),
      validators: validatorsOf(head),
      content: settingsContent(head.settings),
      byDefault: isPut ? 'minimal' : 'representation',
      transformed: isPut && incoming.contentCodings.length > 0,
    });
  }

  /** Stores settings that are valid, and whose schema admits every document that is there at the commit. */
  async #store(
    name: CollectionName,
    head: CollectionHead | undefined,
    text: string,
    { examination, author }: By,
    done: (stored: CollectionHead) => Outcome,
  ): Promise<Plan<CollectionHead>> {
    const settings = readSettings(text);
    if (settings.kind === 'refused') return settings;
    const { schema } = settings;
    // What is not there, or deleted, holds no document.
    if (schema === null || head === undefined || head.deleted || hasSchema(head, schema)) {
      return this.#commit(name, head, { settings: text, recursive: false, author }, done);
    }
    const result = await examination.of(schema);
    if (result.kind === 'refused') return result;
    const change = { settings: text, recursive: false, examined: result.examined, author };
    return this.#commit(name, head, change, done);
  }

  /** A success that needs no change. */
  #keep(head: CollectionHead, done: (head: CollectionHead) => Outcome): Plan<CollectionHead> {
    const change = { name: head.name, keep: true, settings: head.settings, author: null, recursive: false };
    return {
      kind: 'commit',
      standing: head,
      commit: (remember) => this.store.commit({ ...change, expected: head.revision }, remember),
      done,
    };
  }

  #commit(
    name: CollectionName,
    head: CollectionHead | undefined,
    change: Pick<CollectionChange, 'settings' | 'recursive' | 'examined' | 'author'>,
    done: (head: CollectionHead) => Outcome,
  ): Plan<CollectionHead> {
    const expected = head?.revision ?? null;
    return {
      kind: 'commit',
      commit: (remember) => this.store.commit({ name, expected, ...change }, remember),
      done,
    };
  }
}
