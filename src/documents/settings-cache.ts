import { compileSchema, type DocumentSchema, type JsonObject, parseJson } from '../json/index.js';
import {
  type CollectionHead,
  type CollectionName,
  type CollectionSettings,
  parseSettings,
} from '../store/index.js';

/** Characters of settings whose parsed form is kept: that of a schema takes many times as much. */
const MOST_CHARACTERS = 1_048_576;
/** What an entry counts beside its text. */
const ENTRY = 256;

interface Entry {
  readonly revision: number;
  readonly characters: number;
  readonly settings: CollectionSettings;
  /** Compiled when it is first asked for; `null`: there is none. */
  schema?: DocumentSchema | null;
}

/** Parsed settings of the collections used last, each valid for exactly one settings revision. */
export class SettingsCache {
  readonly #entries = new Map<CollectionName, Entry>();
  #characters = 0;

  /** The settings of `head`. Throws when the stored ones are not valid: they were checked before they were stored. */
  of(head: CollectionHead): CollectionSettings {
    return this.#entryOf(head).settings;
  }

  /** The compiled schema of `head`, made once per revision; null when its documents are free. */
  schemaOf(head: CollectionHead): DocumentSchema | null {
    const entry = this.#entryOf(head);
    entry.schema ??= entry.settings.schema === null ? null : compiled(head.name, entry.settings.schema);
    return entry.schema;
  }

  #entryOf(head: CollectionHead): Entry {
    const known = this.#entries.get(head.name);
    if (known !== undefined) this.#forget(head.name, known);
    const entry = known?.revision === head.revision ? known : parsed(head);
    // Behind all others: the first one is that which was not used for the longest time.
    this.#entries.set(head.name, entry);
    this.#characters += entry.characters;
    for (const [name, oldest] of this.#entries) {
      if (this.#characters <= MOST_CHARACTERS || oldest === entry) break;
      this.#forget(name, oldest);
    }
    return entry;
  }

  #forget(name: CollectionName, { characters }: Entry): void {
    this.#entries.delete(name);
    this.#characters -= characters;
  }
}

function parsed(head: CollectionHead): Entry {
  const result = parseSettings(parseJson(head.settings) as Readonly<Record<string, unknown>>);
  if (result.kind !== 'settings') throw invalid(head.name);
  return {
    revision: head.revision,
    characters: head.settings.length + ENTRY,
    settings: result.settings,
  };
}

function compiled(name: CollectionName, schema: Readonly<Record<string, unknown>>): DocumentSchema {
  const result = compileSchema(schema as JsonObject);
  if (result.kind === 'invalid') throw invalid(name);
  return result.schema;
}

function invalid(name: CollectionName): Error {
  return new Error(`the stored settings of collection ${name} are not valid`);
}
