import { parseJson } from '../json/index.js';
import {
  type CollectionHead,
  type CollectionName,
  type CollectionSettings,
  parseSettings,
} from '../store/index.js';

/** Parsed settings of collections, each valid for exactly one settings revision. */
export class SettingsCache {
  readonly #entries = new Map<
    CollectionName,
    { readonly revision: number; readonly settings: CollectionSettings }
  >();

  /** The settings of `head`. Throws when the stored ones are not valid: they were checked before they were stored. */
  of(head: CollectionHead): CollectionSettings {
    const entry = this.#entries.get(head.name);
    if (entry?.revision === head.revision) return entry.settings;
    const parsed = parseSettings(parseJson(head.settings) as Readonly<Record<string, unknown>>);
    if (parsed.kind !== 'settings')
      throw new Error(`the stored settings of collection ${head.name} are not valid`);
    this.#entries.set(head.name, { revision: head.revision, settings: parsed.settings });
    return parsed.settings;
  }
}
