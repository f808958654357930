import { readRetention, type Retention } from './retention.js';

/** What a collection may decide about itself; every setting has a default. */
export interface CollectionSettings {
  /** Whether a write without a precondition is refused (428). */
  readonly preconditions: 'required' | 'optional';
  /** Dotted paths of fields that filters and sorts look up instead of looking into every document. */
  readonly indexes: readonly string[];
  /** Which revisions are kept. */
  readonly history: Retention;
  /** The JSON Schema that every document must be valid for, as it was sent; null for none. */
  readonly schema: Readonly<Record<string, unknown>> | null;
}

/** One fault of a settings object: where (RFC 6901), and what to write instead. */
export interface SettingsFault {
  readonly pointer: string;
  readonly message: string;
}

/**
 * The value that a setting's JSON means; or the sentence that says what it must be. A `pointer` begins at the setting's
 * value, for a fault that lies deeper.
 */
type Read<T> = (
  value: unknown,
) => { readonly value: T } | { readonly fault: string; readonly pointer?: string };

/** Every setting: its default, and how its JSON is read. */
const SETTINGS: {
  readonly [K in keyof CollectionSettings]: {
    readonly fallback: CollectionSettings[K];
    readonly read: Read<CollectionSettings[K]>;
  };
} = {
  preconditions: { fallback: 'required', read: readPreconditions },
  indexes: { fallback: [], read: readIndexes },
  history: { fallback: { kind: 'everything' }, read: readRetention },
  schema: { fallback: null, read: readSchema },
};

/** The settings that an object spells; or everything that is wrong with it. */
export function parseSettings(
  members: Readonly<Record<string, unknown>>,
):
  | { readonly kind: 'settings'; readonly settings: CollectionSettings }
  | { readonly kind: 'invalid'; readonly errors: readonly SettingsFault[] } {
  const errors: SettingsFault[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, { fallback }] of Object.entries(SETTINGS)) settings[name] = fallback;
  for (const [name, value] of Object.entries(members)) {
    const result: ReturnType<Read<unknown>> = isSetting(name)
      ? SETTINGS[name].read(value)
      : { fault: `is no setting; known are: ${KNOWN}` };
    if ('value' in result) settings[name] = result.value;
    else errors.push({ pointer: pointerTo(name) + (result.pointer ?? ''), message: result.fault });
  }
  // Each member was made by the reader of its own name.
  return errors.length > 0
    ? { kind: 'invalid', errors }
    : { kind: 'settings', settings: settings as unknown as CollectionSettings };
}

const KNOWN = Object.keys(SETTINGS).join(', ');

function isSetting(name: string): name is keyof CollectionSettings {
  return Object.hasOwn(SETTINGS, name);
}

function readPreconditions(value: unknown): ReturnType<Read<'required' | 'optional'>> {
  if (value === 'required' || value === 'optional') return { value };
  return { fault: 'must be "required" or "optional"' };
}

/** Fields that one collection may declare, and characters of one. */
const MAX_INDEXES = 16;
const MAX_PATH_LENGTH = 256;

function readIndexes(value: unknown): ReturnType<Read<readonly string[]>> {
  const rule =
    `must be an array of at most ${MAX_INDEXES} different fields such as "title" or "author.name", ` +
    `each of at most ${MAX_PATH_LENGTH} characters; "$createdAt" and the like need no index`;
  if (!Array.isArray(value) || !value.every(isPath)) return { fault: rule };
  const different = new Set(value).size === value.length;
  return different && value.length <= MAX_INDEXES ? { value } : { fault: rule };
}

function isPath(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= MAX_PATH_LENGTH &&
    !value.startsWith('$') &&
    value.split('.').every((member) => member !== '')
  );
}

/** Only the form: what the schema says is for who compiles it. */
function readSchema(value: unknown): ReturnType<Read<CollectionSettings['schema']>> {
  if (value === null) return { value };
  if (typeof value === 'object' && !Array.isArray(value)) return { value: value as Record<string, unknown> };
  return { fault: 'must be a JSON Schema that is an object, or null for none' };
}

function pointerTo(member: string): string {
  return `/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
